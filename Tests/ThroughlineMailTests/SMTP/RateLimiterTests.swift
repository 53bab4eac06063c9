import Testing

@testable import ThroughlineMail

@Suite("Rate limit", .timeLimit(.minutes(5)))
struct RateLimiterTests {
    private typealias Schedule = SMTPRateLimiter.Schedule
    private let start = ContinuousClock.now

    @Test("A period's mails may come at once; then they come evenly")
    func schedule() {
        var schedule = Schedule(SMTPRateLimit(messages: 3, per: .seconds(3)))
        let waits = (0..<6).map { _ in schedule.reserve(at: start).wait }
        #expect(waits == [.zero, .zero, .zero, .seconds(1), .seconds(2), .seconds(3)])
    }

    @Test("A time that is given back goes to whoever asks next, and no other time is given out twice")
    func giveBack() {
        var schedule = Schedule(SMTPRateLimit(messages: 1, per: .seconds(1)))
        let turns = (0..<5).map { _ in schedule.reserve(at: start) }
        schedule.giveBack(turns[2])
        schedule.giveBack(turns[1])
        #expect((0..<3).map { _ in schedule.reserve(at: start).wait } == [.seconds(1), .seconds(2), .seconds(5)])
    }

    @Test("When all that wait give up, the next one has the first time", arguments: [true, false])
    func allGiveUp(_ isInOrder: Bool) {
        var schedule = Schedule(SMTPRateLimit(messages: 1, per: .seconds(1)))
        #expect(schedule.reserve(at: start).wait == .zero)
        let turns = (0..<100).map { _ in schedule.reserve(at: start) }
        for turn in isInOrder ? turns : turns.reversed() { schedule.giveBack(turn) }
        #expect((0..<2).map { _ in schedule.reserve(at: start).wait } == [.seconds(1), .seconds(2)])
    }

    @Test("Idleness earns no more than one period's mails, nor does a time that was given back and has passed")
    func idle() {
        var schedule = Schedule(SMTPRateLimit(messages: 1, per: .seconds(1)))
        let turns = (0..<4).map { _ in schedule.reserve(at: start) }
        schedule.giveBack(turns[1])
        schedule.giveBack(turns[2])
        let later = start + .seconds(100)
        #expect((0..<2).map { _ in schedule.reserve(at: later).wait } == [.zero, .seconds(1)])
    }

    @Test("A limit that makes no sense is none", arguments: [(0, -1), (-5, 1), (3, 0)])
    func nonsense(_ messages: Int, _ seconds: Int) {
        var schedule = Schedule(SMTPRateLimit(messages: messages, per: .seconds(seconds)))
        #expect(schedule.reserve(at: start).wait == .zero)
        #expect(schedule.reserve(at: start).wait == .seconds(messages < 0 ? 1 : 0))
    }

    @Test("Nobody is let through before its time")
    func wait() async throws {
        let limiter = SMTPRateLimiter(SMTPRateLimit(messages: 1, per: .milliseconds(10)))
        let start = ContinuousClock.now
        for _ in 0..<4 { _ = try await limiter.take() }
        #expect(ContinuousClock.now - start >= .milliseconds(30))
    }

    @Test("Who is cancelled stops waiting, and its time is free")
    func cancelled() async throws {
        let limiter = SMTPRateLimiter(SMTPRateLimit(messages: 1, per: .seconds(3600)))
        _ = try await limiter.take()
        let impatient = Task { _ = try await limiter.take() }
        while limiter.waiting < 1 { await Task.yield() }
        impatient.cancel()
        await #expect(throws: CancellationError.self) { try await impatient.value }
        #expect(limiter.waiting == 0)
        let next = Task { try await limiter.take() }
        while limiter.waiting < 1 { await Task.yield() }
        limiter.shutDown()
        await #expect(throws: MailError.self) { try await next.value }
        await #expect(throws: MailError.self) { try await limiter.take() }
    }
}
