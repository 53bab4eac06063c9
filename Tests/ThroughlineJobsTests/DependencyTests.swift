import Foundation
import Testing
import ThroughlineJobs

@Suite("What jobs work with")
struct DependencyTests {
    @Test("A worker's job finds what was added, by its type and by a protocol")
    func worker() async throws {
        let queue = Self.queue {
            $0.add(Ledger(name: "books"))
            $0.add(Greetings(), as: (any Greeter).self)
        }
        try await queue.working([Greet.self]) { _ in
            let handle = try await queue.enqueue(Greet(), options: JobOptions(keep: .seconds(3_600)))
            let greeting = try await queue.result(of: handle)
            #expect(greeting == "hello from books")
        }
    }

    @Test("A job that runs inside the call finds it too")
    func sync() async throws {
        let queue = Self.queue(isSync: true) {
            $0.add(Ledger(name: "books"))
            $0.add(Greetings(), as: (any Greeter).self)
        }
        try await queue.enqueue(Greet())
    }

    @Test("What was not added is an ordinary error that says what to add")
    func missing() async throws {
        let queue = Self.queue(isSync: true) { $0.add(Ledger(name: "books")) }
        let error = await #expect(throws: MissingDependency.self) { try await queue.enqueue(Greet()) }
        #expect(error?.type == "Greeter")
        #expect(error?.description.contains("dependencies.add(…, as: (any Greeter).self)") == true)
        #expect(error?.description.contains("only these were: Ledger") == true)
    }

    @Test("A job whose dependency is missing is tried again, by a worker that has it")
    func retried() async throws {
        let poor = Self.queue { _ in }
        let options = JobOptions(retry: .constant(.zero, limit: 1_000), keep: .seconds(3_600))
        let handle = try await poor.enqueue(Greet(), options: options)
        try await poor.working([Greet.self]) { _ in
            try await poor.broker.wait { try await poor.broker.entry(handle.id)?.attempt ?? 0 > 1 }
        }
        let rich = Self.queue(poor.broker) {
            $0.add(Ledger(name: "books"))
            $0.add(Greetings(), as: (any Greeter).self)
        }
        try await rich.working([Greet.self]) { _ in
            let greeting = try await rich.result(of: handle)
            #expect(greeting == "hello from books")
        }
    }

    @Test("The last one of a type that was added is the one that is found")
    func replaced() async throws {
        let queue = Self.queue(isSync: true) {
            $0.add(Ledger(name: "old"))
            $0.add(Ledger(name: "new"))
        }
        try await queue.enqueue(Check(name: "new"))
    }

    private static func queue(
        _ broker: any Broker = InMemoryBroker(),
        isSync: Bool = false,
        _ add: (inout JobDependencies) -> Void
    ) -> JobQueue {
        var options = JobQueue(quiet: broker).options
        options.isSync = isSync
        add(&options.dependencies)
        return JobQueue(broker: broker, options: options)
    }
}

private struct Ledger: Sendable {
    let name: String
}

private protocol Greeter: Sendable {
    var greeting: String { get }
}

private struct Greetings: Greeter {
    let greeting = "hello"
}

private struct Greet: Job {
    static let name = "greet"

    func run(_ context: JobContext) async throws -> String {
        let greeter = try context.dependency((any Greeter).self)
        return try "\(greeter.greeting) from \(context.dependency(Ledger.self).name)"
    }
}

private struct Check: Job {
    static let name = "check"
    let name: String

    func run(_ context: JobContext) async throws {
        if try context.dependency(Ledger.self).name != name { throw Refused() }
    }
}
