import Foundation
import Testing
import ThroughlineJobs

@Suite("A retry policy")
struct RetryPolicyTests {
    @Test("doubles its delay up to the longest, without chance where there is no jitter")
    func exponential() {
        let policy = RetryPolicy.exponential(from: .seconds(2), upTo: .seconds(60), jitter: 0)
        var generator = SystemRandomNumberGenerator()
        let delays = (1...7).map { policy.delay(after: $0, using: &generator) }
        #expect(delays == [2, 4, 8, 16, 32, 60, 60].map { .seconds($0) })
    }

    @Test("never waits less than nothing or more than the longest, whatever its figures are")
    func bounds() {
        var generator = SystemRandomNumberGenerator()
        let odd: [Double] = [.nan, .infinity, -.infinity, -1, 0, 0.5, 1, 2, 1e300]
        let durations: [Duration] = [.zero, .seconds(-5), .milliseconds(1), .seconds(3_600), .seconds(1e15)]
        for factor in odd {
            for jitter in odd {
                for first in durations {
                    for longest in durations {
                        let policy = RetryPolicy(
                            limit: 3,
                            firstDelay: first,
                            factor: factor,
                            longestDelay: longest,
                            jitter: jitter
                        )
                        for attempt in [Int.min, 0, 1, 2, 100, Int.max] {
                            let delay = policy.delay(after: attempt, using: &generator)
                            #expect(delay >= .zero && delay <= max(longest, .zero))
                        }
                    }
                }
            }
        }
    }

    @Test("lets jitter take its share, and no more")
    func jitter() {
        var generator = SystemRandomNumberGenerator()
        let policy = RetryPolicy.constant(.seconds(10), limit: 3, jitter: 0.5)
        let delays = (0..<500).map { _ in policy.delay(after: 1, using: &generator) }
        #expect(delays.allSatisfy { $0 >= .seconds(5) && $0 <= .seconds(10) })
        #expect(Set(delays).count > 100)
    }
}

@Suite("A job's id")
struct JobIDTests {
    @Test("is a UUID of version 7 that comes back from its text")
    func text() throws {
        let id = JobID()
        #expect(JobID(id.description) == id)
        #expect(id.description.utf8.count == 32)
        #expect(Array(id.description)[12] == "7")
        #expect("89ab".contains(Array(id.description)[16]))
        #expect(JobID("01890a5d-ac96-774b-bcce-b302099a8057")?.description == "01890a5dac96774bbcceb302099a8057")
        for bad in ["", "1", String(repeating: "g", count: 32), String(repeating: "0", count: 33)] {
            #expect(JobID(bad) == nil)
        }
    }

    @Test("is another one each time, later ones after earlier ones")
    func order() {
        let ids = (0..<1_000).map { _ in JobID() }
        #expect(Set(ids).count == 1_000)
        #expect(JobID(at: .init(timeIntervalSince1970: 1)) < JobID(at: .init(timeIntervalSince1970: 2)))
    }
}
