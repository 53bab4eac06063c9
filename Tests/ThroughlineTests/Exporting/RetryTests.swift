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
}
