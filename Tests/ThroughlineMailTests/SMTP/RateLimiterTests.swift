import Testing

@testable import ThroughlineMail

@Suite("Rate limit")
struct RateLimiterTests {
    @Test("A period's mails may come at once; then they come evenly")
    func schedule() {
        var schedule = SMTPRateLimiter.Schedule(SMTPRateLimit(messages: 3, per: .seconds(3)))
        let start = ContinuousClock.now
        let waits = (0..<6).map { _ in schedule.reserve(at: start) }
        #expect(waits == [.zero, .zero, .zero, .seconds(1), .seconds(2), .seconds(3)])
    }

    @Test("A time that was not used goes to the next one, and idleness earns no more than one period's mails")
    func release() {
        var schedule = SMTPRateLimiter.Schedule(SMTPRateLimit(messages: 1, per: .seconds(1)))
        let start = ContinuousClock.now
        #expect(schedule.reserve(at: start) == .zero)
        #expect(schedule.reserve(at: start) == .seconds(1))
        schedule.release()
        #expect(schedule.reserve(at: start) == .seconds(1))
        let later = start + .seconds(100)
        #expect(schedule.reserve(at: later) == .zero)
        #expect(schedule.reserve(at: later) == .seconds(1))
    }

    @Test("A limit that makes no sense lets mails through one by one")
    func nonsense() {
        var schedule = SMTPRateLimiter.Schedule(SMTPRateLimit(messages: 0, per: .seconds(-1)))
        #expect(schedule.reserve(at: .now) == .zero)
        #expect(schedule.reserve(at: .now) == .zero)
    }
}
