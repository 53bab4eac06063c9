import Testing

@testable import Throughline

@Suite struct RetryTests {
    @Test func boundsGrowAndAreBounded() {
        let policy = RetryPolicy()
        let bounds = (1...8).map { policy.pause(afterAttempt: $0, jitter: 1, retryAfter: nil) }
        #expect(bounds == [1, 1.5, 2.25, 3.375, 5, 5, 5, 5].map { Duration.seconds($0) })
        #expect(policy.pause(afterAttempt: 3, jitter: 0, retryAfter: nil) == .zero)
        #expect(policy.pause(afterAttempt: .max, jitter: 1, retryAfter: nil) == .seconds(5))
        var constant = policy
        constant.multiplier = 1
        #expect(constant.pause(afterAttempt: .max, jitter: 1, retryAfter: nil) == .seconds(1))
    }

    @Test func theCollectorHasTheLastWord() {
        let policy = RetryPolicy()
        #expect(policy.pause(afterAttempt: 1, jitter: 1, retryAfter: .seconds(30)) == .seconds(30))
        #expect(policy.pause(afterAttempt: 1, jitter: 1, retryAfter: .zero) == .seconds(1))
        #expect(policy.pause(afterAttempt: 1, jitter: 1, retryAfter: .seconds(1 << 30)) == .seconds(300))
    }

    /// 6 November 1994, 08:49:37 GMT.
    private let date: Int64 = 784_111_777

    @Test(arguments: [
        ("0", 0), ("120", 120), (" 7 ", 7), ("99999999999999999999999", Int64(Int32.max)),
        ("Sun, 06 Nov 1994 08:49:38 GMT", 1), ("Sunday, 06-Nov-94 08:50:37 GMT", 60), ("Sun Nov  6 08:49:37 1994", 0),
        ("Mon, 07 Nov 1994 08:49:37 GMT", 86_400), ("Thu, 01 Jan 1970 00:00:00 GMT", 0),
        ("Fri, 31 Dec 9999 23:59:59 GMT", Int64(Int32.max)),
    ])
    func understands(value: String, seconds: Int64) {
        #expect(RetryAfter.delay(value, now: date) == .seconds(seconds))
    }

    @Test(arguments: [
        "", " ", "-1", "1.5", "1e3", "soon", "Sun, 06 Nov 1994 08:49:37 CET", "Sun, 06 Nov 1994 24:00:00 GMT",
        "Sun, 32 Nov 1994 08:49:37 GMT", "Sun, 06 Nov 94 08:49 GMT", "Sun, 06 Abc 1994 08:49:37 GMT", "١٢",
        "Sun, 06 Nov 199444444 08:49:37 GMT", "Sun, 06 Nov 1994 -8:49:37 GMT",
    ])
    func refuses(value: String) {
        #expect(RetryAfter.delay(value, now: date) == nil)
    }

    @Test func yearsOfTwoDigitsAreNear() {
        // Measured from 1994, 44 is at most 50 years ahead, and 45 is over.
        #expect(HTTPDate.secondsSince1970("Sunday, 06-Nov-44 08:49:37 GMT", now: date) == 2_362_034_977)
        #expect(HTTPDate.secondsSince1970("Sunday, 06-Nov-45 08:49:37 GMT", now: date) == -762_189_023)
    }

    @Test(arguments: [
        ("Thu, 29 Feb 2024 00:00:00 GMT", Int64(1_709_164_800)),
        ("Fri, 01 Mar 2024 00:00:00 GMT", 1_709_251_200),
        ("Tue, 01 Mar 2100 00:00:00 GMT", 4_107_542_400),
        ("Tue, 29 Feb 2000 12:30:15 GMT", 951_827_415),
        ("Wed, 31 Dec 1969 23:59:59 GMT", -1),
    ])
    func countsLeapYears(text: String, seconds: Int64) {
        #expect(HTTPDate.secondsSince1970(text, now: date) == seconds)
    }
}
