import Testing
import WireText

@Suite("Retry-After")
struct RetryAfterTests {
    @Test(
        "is a number of seconds",
        arguments: [
            ("0", 0), ("120", 120), (" 7 ", 7), (" 5", 5),
            ("99999999999", Int(Int32.max)), ("999999999999999999999", Int(Int32.max)),
        ]
    )
    func seconds(value: String, seconds: Int) {
        #expect(RetryAfter.delay(value, now: date) == .seconds(seconds))
    }

    @Test(
        "or a date, from which on there is nothing to wait for",
        arguments: [
            ("Sun, 06 Nov 1994 08:49:38 GMT", 1), ("Sun, 06 Nov 1994 08:49:37 GMT", 0),
            ("Sun, 06 Nov 1994 08:48:00 GMT", 0), ("Sunday, 06-Nov-94 08:50:37 GMT", 60),
            ("Sun Nov  6 08:49:37 1994", 0), ("Mon, 07 Nov 1994 08:49:37 GMT", 86_400),
            ("Thu, 29 Feb 1996 08:49:37 GMT", 41_472_000), ("Thu, 01 Jan 1970 00:00:00 GMT", 0),
            ("Fri, 31 Dec 9999 23:59:59 GMT", Int(Int32.max)),
        ]
    )
    func dates(value: String, seconds: Int) {
        #expect(RetryAfter.delay(value, now: date) == .seconds(seconds))
    }

    @Test(
        "is ignored where it is neither",
        arguments: [
            "", " ", "-1", "1.5", "1e3", "soon", "5 s", "١٢", "Sun, 06 Nov 1994 08:49:37",
            "Sun, 06 Nov 1994 08:49:37 CET", "Sun, 06 Nov 1994 24:00:00 GMT", "Sun, 06 Nov 1994 08:49 GMT",
            "Sun, 32 Nov 1994 08:49:37 GMT", "Sun, 06 Nov 94 08:49 GMT", "Sun, 06 Abc 1994 08:49:37 GMT",
            "Sun, 06 Nov 99999 08:49:37 GMT", "Sun, 06 Nov 199444444 08:49:37 GMT", "Sun, 06 Nov 1994 -8:49:37 GMT",
        ]
    )
    func malformed(value: String) {
        #expect(RetryAfter.delay(value, now: date) == nil)
        #expect(RetryAfter.delay(value, now: 0) == nil)
    }
}

@Suite("A date of HTTP")
struct HTTPDateTests {
    @Test("with a year of two digits is near")
    func nearYears() {
        // Measured from 1994, 44 is at most 50 years ahead, and 45 is over.
        #expect(HTTPDate.secondsSince1970("Sunday, 06-Nov-44 08:49:37 GMT", now: date) == 2_362_034_977)
        #expect(HTTPDate.secondsSince1970("Sunday, 06-Nov-45 08:49:37 GMT", now: date) == -762_189_023)
    }

    @Test(
        "counts leap years",
        arguments: [
            ("Thu, 29 Feb 2024 00:00:00 GMT", Int64(1_709_164_800)),
            ("Fri, 01 Mar 2024 00:00:00 GMT", 1_709_251_200),
            ("Tue, 01 Mar 2100 00:00:00 GMT", 4_107_542_400),
            ("Tue, 29 Feb 2000 12:30:15 GMT", 951_827_415),
            ("Wed, 31 Dec 1969 23:59:59 GMT", -1),
        ]
    )
    func leapYears(text: String, seconds: Int64) {
        #expect(HTTPDate.secondsSince1970(text, now: date) == seconds)
    }
}

/// 6 November 1994, 08:49:37 GMT.
private let date: Int64 = 784_111_777
