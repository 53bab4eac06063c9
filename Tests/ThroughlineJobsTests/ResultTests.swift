import Foundation
import InMemoryTracing
import SpanRecording
import Testing
import Tracing

@testable import ThroughlineJobs

@Suite("Who waits for a job", .timeLimit(.minutes(5)))
struct ResultTests {
    private let queue = JobQueue(quiet: InMemoryBroker())

    private struct Silent: Job {
        static let name = "silent"
        var fails = false

        func run(_ context: JobContext) async throws {
            if fails { throw PermanentFailure(Refused()) }
        }
    }

    @Test("learns that one has succeeded which returns nothing, or that it has failed")
    func void() async throws {
        let keep = JobOptions(keep: .seconds(3_600))
        let good = try await queue.enqueue(Silent(), options: keep)
        let bad = try await queue.enqueue(Silent(fails: true), options: keep)
        await #expect(throws: JobResultError.timeout) { try await queue.wait(for: good, timeout: .zero) }
        try await queue.working([Silent.self], options: .quick()) { _ in
            try await queue.wait(for: good)
            await #expect(throws: JobResultError.failed(.dead, error: "refused")) { try await queue.wait(for: bad) }
        }
    }

    @Test("can be another process, which knows only the id")
    func handle() async throws {
        let job = try await queue.enqueue(Scripted(number: 3), options: JobOptions(keep: .seconds(3_600)))
        let json = try JSONEncoder().encode([job])
        #expect(String(decoding: json, as: UTF8.self) == "[\"\(job.id)\"]")
        let handle = try #require(try JSONDecoder().decode([JobHandle<Scripted>].self, from: json).first)
        try await queue.working(options: .quick()) { _ in
            let result = try await queue.result(of: handle)
            #expect(result == 3)
        }
    }

    @Test("waits for a chain until its last link has succeeded")
    func chain() async throws {
        let chain = try await queue.enqueue(Chain(Scripted(number: 1)).then(Scripted(number: 2)).then(Silent()))
        #expect(try await queue.links(of: chain).map(\.state) == [.ready])
        let stored = try JSONDecoder().decode(ChainHandle.self, from: JSONEncoder().encode(chain))
        #expect(stored == chain)
        try await queue.working([Scripted.self, Silent.self], options: .quick()) { _ in
            try await queue.wait(for: stored)
            let result = try await queue.result(of: JobHandle<Scripted>(id: chain.links[1]))
            #expect(result == 2)
        }
        #expect(try await queue.links(of: chain).map(\.state) == [.succeeded, .succeeded, .succeeded])
        #expect(try await queue.group(#require(chain.group)).counts() == [.succeeded: 3])
    }

    @Test("waits no longer for a chain when a link has failed for good")
    func failedChain() async throws {
        let chain = try await queue.enqueue(Chain(Silent(fails: true)).then(Scripted(number: 2)))
        try await queue.working([Scripted.self, Silent.self], options: .quick()) { _ in
            await #expect(throws: JobResultError.failed(.dead, error: "refused")) { try await queue.wait(for: chain) }
        }
    }

    @Test("of a chain that was a duplicate is told so, and waits for the other's first link")
    func duplicateChain() async throws {
        let options = JobOptions(unique: .arguments())
        let first = try await queue.enqueue(Chain(Scripted(number: 1), options: options).then(Scripted(number: 2)))
        let second = try await queue.enqueue(Chain(Scripted(number: 1), options: options).then(Scripted(number: 2)))
        #expect(second.isDuplicate && !first.isDuplicate)
        #expect(second.links == [first.links[0]])
    }

    @Test("gets an element's result from another job where equal ones are dropped, and never from a stranger's")
    func iteration() async throws {
        let options = JobOptions(group: "g", unique: .arguments())
        try await queue.enqueue(Scripted(number: 99), options: JobOptions(group: "g"))
        let iteration = try await queue.iterate([1, 2, 1, 3], options: options) { Scripted(number: $0) }
        try await queue.working(options: .quick()) { _ in
            let results = try await iteration.results()
            #expect(results == [1, 2, 1, 3])
            try await iteration.wait()
        }
    }

    @Test("for each element learns that one has failed, and which")
    func failedElement() async throws {
        let iteration = try await queue.iterate(1...3, options: JobOptions(retry: .never)) { Scripted(number: $0) }
        try await queue.working(options: .quick()) { number, _ in
            if number == 2 { throw Refused() }
            return number
        } during: { _ in
            try await iteration.wait()
            await #expect(throws: JobResultError.failed(.dead, error: "refused")) { try await iteration.results() }
        }
        #expect(try await iteration.group.failures().map(\.id) == [iteration.jobs[1].id])
    }

    @Test("stops waiting when the task is cancelled")
    func cancellation() async throws {
        let job = try await queue.enqueue(Scripted(), options: JobOptions(group: "g"))
        let waiting = Task { try await queue.result(of: job) }
        let grouped = Task { try await queue.group("g").wait() }
        waiting.cancel()
        grouped.cancel()
        await #expect(throws: CancellationError.self) { try await waiting.value }
        await #expect(throws: CancellationError.self) { try await grouped.value }
    }

    @Test("for one that is gone is told so")
    func gone() async throws {
        let job = try await queue.enqueue(Scripted())
        try await queue.working(options: .quick()) { _ in try await queue.waitUntilDone() }
        await #expect(throws: JobResultError.unknown) { try await queue.wait(for: job) }
    }

    @Test("reads an encrypted result with the key alone")
    func encrypted() async throws {
        let keys = try PayloadKeys([PayloadKey(name: "k", secret: Array(repeating: 7, count: 32))])
        let secret = JobQueue(quiet: queue.broker, payloads: .encrypted(keys))
        let job = try await secret.enqueue(Scripted(number: 4711), options: JobOptions(keep: .seconds(3_600)))
        try await secret.working(options: .quick()) { _ in
            let result = try await secret.result(of: job)
            #expect(result == 4711)
        }
        let stored = try #require(try await queue.find(job.id))
        #expect(stored.result != Array("4711".utf8))
        #expect(stored.payload == nil)
        await #expect(throws: MessageError.self) { try await queue.result(of: job) }
    }

    @Test("finds falsy results as they are", arguments: [nil, []] as [[Int]?])
    func falsy(_ value: [Int]?) async throws {
        let job = try await queue.enqueue(Echo(value: value), options: JobOptions(keep: .seconds(3_600)))
        try await queue.working([Echo.self], options: .quick()) { _ in
            let result = try await queue.result(of: job)
            #expect(result == value)
        }
    }

    private struct Echo: Job {
        static let name = "echo"
        let value: [Int]?

        func run(_ context: JobContext) async throws -> [Int]? { value }
    }

    @Test("gets none where it cannot be encoded, though the work is done, once")
    func unencodable() async throws {
        let job = try await queue.enqueue(NotANumber(), options: JobOptions(keep: .seconds(3_600)))
        try await queue.working([NotANumber.self], options: .quick()) { _ in
            try await queue.wait(for: job)
            await #expect(throws: JobResultError.unknown) { try await queue.result(of: job) }
        }
        #expect(try await queue.find(job.id)?.attempt == 1)
    }

    private struct NotANumber: Job {
        static let name = "nan"

        func run(_ context: JobContext) async throws -> Double { .nan }
    }
}

@Suite("A job's options")
struct JobOptionsTests {
    @Test("of a type hold where a call says nothing, and not where the call inherits nothing")
    func inheritance() {
        let type = JobOptions(queue: "mail", timeout: .seconds(5), keep: .seconds(3_600))
        let call = JobOptions(timeout: .seconds(9)).over(type)
        #expect(call.queue == "mail")
        #expect(call.timeout == .seconds(9))
        let bare = JobOptions(queue: "mail", inherits: false).over(type)
        #expect(bare.queue == "mail")
        #expect(bare.timeout == nil)
        #expect(bare.keep == nil)
    }

    @Test("have no timeout that is none, and a failure that is acknowledged is never a dead letter")
    func edges() async throws {
        let queue = JobQueue(quiet: InMemoryBroker())
        let draft = try Draft(Scripted(), JobOptions(timeout: .seconds(-1)), in: queue)
        #expect(draft.message.header.timeout == .microseconds(1))
        let job = try await queue.enqueue(Scripted(), options: JobOptions(ackFailure: true, keep: .seconds(3_600)))
        try await queue.working(options: .quick()) { _, _ in
            throw PermanentFailure(Refused())
        } during: { _ in
            await #expect(throws: JobResultError.failed(.failed, error: "refused")) {
                try await queue.result(of: job)
            }
        }
    }

    @Test("tell unique jobs apart by type and key, whatever is in them")
    func keys() {
        let keys = [
            UniqueKey.key("b/c", of: "a"), UniqueKey.key("c", of: "a/b"), UniqueKey.key("x", of: "1:a"),
            UniqueKey.schedule("3:a:b"), UniqueKey.arguments(Array("b".utf8), of: "a"),
        ]
        #expect(Set(keys).count == keys.count)
    }
}
