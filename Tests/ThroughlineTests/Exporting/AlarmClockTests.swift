import Testing

@testable import Throughline

@Suite(.timeLimit(.minutes(5)))
struct AlarmClockTests {
    @Test func aSleepLastsUntilItsDeadline() async throws {
        let clock = AlarmClock()
        let deadline = clock.now + .milliseconds(2)
        try await clock.sleep(until: deadline, tolerance: nil)
        #expect(clock.now >= deadline)
        try await clock.sleep(until: deadline, tolerance: nil)  // in the past
    }

    @Test func aSleepEndsWhenItsTaskIsCancelled() async {
        let sleeper = Task { try await AlarmClock().sleep(for: .seconds(3600)) }
        sleeper.cancel()
        await #expect(throws: CancellationError.self) { try await sleeper.value }
    }
}
