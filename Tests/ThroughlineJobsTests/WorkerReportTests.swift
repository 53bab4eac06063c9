import Foundation
import TestSupport
import Testing
import ThroughlineJobs

@Suite("What a worker says of itself", .timeLimit(.minutes(5)))
struct WorkerReportTests {
    @Test("is known to the broker, from its start to its stop", arguments: BrokerKind.allCases)
    func life(_ kind: BrokerKind) async throws {
        let test = try await kind.make()
        let queue = JobQueue(quiet: test.broker)
        #expect(try await test.broker.workers().isEmpty)
        var options = Worker.Options.quick()
        options.queues = [Worker.Queue("default"), Worker.Queue("mail")]
        options.reportInterval = .milliseconds(5)
        let goOn = Signal()
        try await queue.enqueue(Scripted())
        try await queue.working(options: options) { number, _ in
            await goOn.wait()
            return number
        } during: { shutDown in
            try await test.broker.wait { try await test.broker.workers().first?.running == 1 }
            let report = try #require(try await test.broker.workers().first)
            #expect(report.name == "worker" && report.state == .working)
            #expect(report.queues == ["default", "mail"])
            #expect(report.concurrency == 4)
            #expect(report.process == ProcessInfo.processInfo.processIdentifier)
            shutDown()
            try await test.broker.wait { try await test.broker.workers().first?.state == .draining }
            goOn.send()
        }
        let last = try #require(try await test.broker.workers().first)
        #expect(last.state == .stopped && last.running == 0)
    }

    @Test("is its stop too when it is cancelled", arguments: BrokerKind.allCases)
    func cancelled(_ kind: BrokerKind) async throws {
        let test = try await kind.make()
        let worker = Worker(JobQueue(quiet: test.broker), jobs: [Scripted.self], options: .quick())
        let task = Task { try await worker.run() }
        try await test.broker.wait { try await !test.broker.workers().isEmpty }
        task.cancel()
        try await task.value
        #expect(try await test.broker.workers().map(\.state) == [.stopped])
    }

    @Test("is overdue when it was not said again in time, unless it has stopped")
    func overdue() {
        let now = Date(timeIntervalSince1970: 1_800_000_000)
        var report = WorkerReport(
            name: "w",
            host: "h",
            process: 1,
            started: now,
            seen: now,
            interval: 5,
            state: .working,
            queues: [],
            concurrency: 1,
            running: 0
        )
        #expect(!report.isOverdue(at: now.addingTimeInterval(15)))
        #expect(report.isOverdue(at: now.addingTimeInterval(16)))
        report.state = .stopped
        #expect(!report.isOverdue(at: now.addingTimeInterval(16)))
    }

    @Test("is kept for a day", arguments: BrokerKind.allCases)
    func lifetime(_ kind: BrokerKind) async throws {
        let test = try await kind.make()
        func report(_ name: String) async throws {
            let now = test.clock.now
            try await test.broker.report(
                WorkerReport(
                    name: name,
                    host: "h",
                    process: 1,
                    started: now,
                    seen: now,
                    interval: 5,
                    state: .stopped,
                    queues: [],
                    concurrency: 1,
                    running: 0
                )
            )
        }
        try await report("old")
        test.clock.advance(by: 86_401)
        try await report("new")
        #expect(try await test.broker.workers().map(\.name) == ["new"])
    }
}
