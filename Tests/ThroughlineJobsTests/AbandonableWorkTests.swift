import Testing

@testable import ThroughlineJobs

@Suite("Work that can be given up", .timeLimit(.minutes(5)))
struct AbandonableWorkTests {
    @Test("does not begin where it was given up before, as while a hook is waited for")
    func givenUpBefore() async {
        let work = AbandonableWork()
        work.cancel()
        #expect(!work.abandon())
        await #expect(throws: CancellationError.self) {
            try await work.run { Issue.record("it has begun") }
        }
        #expect(!work.isAbandoned)
    }
}
