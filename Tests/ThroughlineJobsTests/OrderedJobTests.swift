import Foundation
import Synchronization
import Testing

@testable import ThroughlineJobs

@Suite("Jobs with an ordering key", .timeLimit(.minutes(5)))
struct OrderedJobTests {
    @Test("run one at a time and in order, also as links of a chain, whatever fails", arguments: BrokerKind.allCases)
    func order(_ kind: BrokerKind) async throws {
        let queue = JobQueue(quiet: try await kind.makeInTime())
        let retry = RetryPolicy.constant(.zero, limit: 3)
        let options = JobOptions(retry: retry, orderingKey: "a")
        try await queue.enqueue((0..<5).map { Scripted(number: $0) }, options: options)
        try await queue.enqueue(
            Chain(Scripted(number: 5), options: options).then(Scripted(number: 7), options: options)
        )
        try await queue.enqueue(Scripted(number: 6), options: options)
        let isRunning = Mutex(false)
        let done = Mutex<[Int]>([])
        try await queue.working(options: .quick(concurrency: 8)) { number, context in
            isRunning.withLock { running in
                #expect(!running)
                running = true
            }
            defer { isRunning.withLock { $0 = false } }
            await Task.yield()
            if number == 1 || (number == 3 && context.attempt < 3) { throw Refused() }
            done.withLock { $0.append(number) }
            return number
        } during: { _ in
            try await queue.broker.wait { try await queue.broker.counts(EntryFilter(states: .unended)).isEmpty }
        }
        // The next link of a chain comes when the one before it has succeeded, and so behind what was there.
        #expect(done.withLock { $0 } == [0, 2, 3, 4, 5, 6, 7])
    }

    @Test("wait as long as an error says before the next attempt")
    func retryLater() async throws {
        let test = try await BrokerKind.memory.make()
        let queue = JobQueue(quiet: test.broker)
        let handle = try await queue.enqueue(Scripted(), options: JobOptions(retry: .constant(.zero, limit: 2)))
        try await queue.working(options: .quick()) { _, _ in
            throw RetryLater(Refused(), after: .seconds(77))
        } during: { _ in
            try await test.broker.wait { try await queue.find(handle.id)?.state == .scheduled }
        }
        let job = try #require(try await queue.find(handle.id))
        #expect(job.due == test.clock.now.addingTimeInterval(77))
        #expect(job.error == "refused")
    }
}

extension Set<JobState> {
    fileprivate static let unended: Self = [.blocked, .scheduled, .ready, .running]
}
