import Foundation
import GRDB
import InMemoryTracing
import SpanRecording
import Testing
import Tracing

@testable import ThroughlineJobs

@Suite("The spans of jobs", .timeLimit(.minutes(5)))
struct SpanTests {
    private let tracer = InMemoryTracer()

    private func spans(_ prefix: String) -> [FinishedInMemorySpan] {
        tracer.finishedSpans.filter { $0.operationName.hasPrefix(prefix) }
    }

    @Test("say what is sent and what is processed, by the convention, in one trace")
    func attributes() async throws {
        let queue = JobQueue(quiet: InMemoryBroker())
        let options = JobOptions(
            queue: "mail",
            name: "receipt 1",
            group: "g",
            timeout: .seconds(30),
            ackFailure: true
        )
        let id = try await withTracer(tracer) {
            let handle = try await withSpan("request") { _ in
                try await queue.enqueue(Scripted(number: 1), options: options)
            }
            var worker = Worker.Options.quick()
            worker.queues = [Worker.Queue("mail")]
            try await queue.working(options: worker) { _ in try await queue.waitUntilDone() }
            return handle.id
        }
        let request = try #require(spans("request").first)
        let send = try #require(spans("send scripted").first)
        let process = try #require(spans("process scripted").first)
        #expect(tracer.finishedSpans.count == 3)
        #expect(send.kind == .producer)
        #expect(process.kind == .consumer)
        #expect(send.parentSpanID == request.spanID)
        #expect(process.parentSpanID == send.spanID)
        #expect(process.traceID == request.traceID)
        #expect(process.status == nil)

        let both: [String: AttributeValue] = [
            "messaging.system": "throughline_jobs",
            "messaging.destination.name": "mail",
            "messaging.message.id": .string(id.description),
            "messaging.message.conversation_id": "g",
            "throughline.job.type": "scripted",
            "throughline.job.name": "receipt 1",
            "throughline.job.group": "g",
            "throughline.job.broker": "memory",
            "throughline.job.timeout": 30.0,
            "throughline.job.ack_failure": true,
        ]
        let sent: [String: AttributeValue] = ["messaging.operation.name": "send", "messaging.operation.type": "send"]
        #expect(send.allAttributes == both.merging(sent) { $1 })
        let processed: [String: AttributeValue] = [
            "messaging.operation.name": "process",
            "messaging.operation.type": "process",
            "messaging.client.id": "worker",
            "throughline.job.worker": "worker",
            "throughline.job.attempt": 1,
            "throughline.job.state": "success",
        ]
        #expect(process.allAttributes == both.merging(processed) { $1 })
    }

    @Test("of every attempt belong to the same trace, through retries, rescues and restarts")
    func attempts() async throws {
        let path = TemporaryFile.path()
        let clock = TestClock()
        let retry = RetryPolicy.constant(.zero, limit: 9)
        try await withTracer(tracer) {
            let first = JobQueue(quiet: try SQLiteBroker(path: path, clock: { clock.now }))
            try await first.enqueue(Scripted(), options: JobOptions(retry: retry))
            // A worker that dies.
            _ = try await first.broker.claim(.of("default", worker: "dead"))
            clock.advance(by: 60)
            // Another process.
            let second = JobQueue(quiet: try SQLiteBroker(path: path, clock: { clock.now }))
            try await second.working(options: .quick()) { number, context in
                if context.attempt < 4 { throw Refused() }
                return number
            } during: { _ in
                try await second.waitUntilDone()
            }
        }
        let send = try #require(spans("send").first)
        let attempts = spans("process").sorted { $0.int("throughline.job.attempt") < $1.int("throughline.job.attempt") }
        #expect(attempts.map { $0.int("throughline.job.attempt") } == [1, 2, 3, 4])
        #expect(attempts.allSatisfy { $0.parentSpanID == send.spanID && $0.traceID == send.traceID })
        #expect(attempts.map { $0.status?.code == .error } == [true, true, true, false])
        #expect(attempts.first?.allAttributes["error.type"] == "ThroughlineJobs.WorkerLost")
        #expect(attempts.first?.allAttributes["messaging.client.id"] == "dead")
    }

    @Test("have an exception for an error and each one that led to it")
    func errorChain() async throws {
        let queue = JobQueue(quiet: InMemoryBroker())
        try await withTracer(tracer) {
            try await queue.enqueue(Scripted(), options: JobOptions(retry: .never))
            try await queue.working(options: .quick()) { _, _ in
                throw Refused(cause: CocoaError(.fileNoSuchFile, userInfo: [NSUnderlyingErrorKey: POSIXError(.ENOENT)]))
            } during: { _ in
                try await queue.waitUntilDone()
            }
        }
        let process = try #require(spans("process").first)
        #expect(process.status == SpanStatus(code: .error, message: "refused"))
        #expect(process.allAttributes["error.type"] == "ThroughlineJobsTests.Refused")
        #expect(process.allAttributes["throughline.job.state"] == "error")
        #expect(process.errors.map { "\(type(of: $0.error))" } == ["Refused", "CocoaError", "POSIXError"])
    }

    @Test("are linked instead, where a queue wants that")
    func link() async throws {
        let queue = JobQueue(quiet: InMemoryBroker())
        try await withTracer(tracer) {
            try await queue.enqueue(Scripted())
            var options = Worker.Options.quick()
            options.queues = [Worker.Queue("default", trace: .link)]
            try await queue.working(options: options) { _ in try await queue.waitUntilDone() }
        }
        let send = try #require(spans("send").first)
        let process = try #require(spans("process").first)
        #expect(process.parentSpanID == nil)
        #expect(process.traceID != send.traceID)
        #expect(process.links.map(\.context.inMemorySpanContext?.spanID) == [send.spanID])
    }

    @Test("of jobs that a job enqueues belong to the attempt")
    func nested() async throws {
        let queue = JobQueue(quiet: InMemoryBroker())
        try await withTracer(tracer) {
            try await queue.enqueue(Scripted(number: 1))
            try await queue.working(options: .quick()) { number, context in
                if number == 1 { try await context.queue.enqueue(Scripted(number: 2)) }
                return number
            } during: { _ in
                try await queue.waitUntilDone()
            }
        }
        let (sends, processes) = (spans("send"), spans("process"))
        #expect(Set(sends.map(\.traceID)).count == 1)
        #expect(processes.map(\.parentSpanID) == sends.map(\.spanID))
        #expect(sends.map(\.parentSpanID) == [nil, processes[0].spanID])
    }

    @Test("of a publishing that fails say so, and the error reaches the caller")
    func failedSend() async throws {
        let broken = try SQLiteBroker(path: TemporaryFile.path())
        try await broken.pool.write { try $0.execute(sql: "DROP TABLE throughline_jobs") }
        await withTracer(tracer) {
            _ = await #expect(throws: DatabaseError.self) { try await JobQueue(quiet: broken).enqueue(Scripted()) }
        }
        let send = try #require(spans("send").first)
        #expect(send.status?.code == .error)
        #expect(send.errors.count == 1)
    }

    @Test("of several jobs that are sent at once are one, which says how many")
    func batch() async throws {
        let queue = JobQueue(quiet: InMemoryBroker())
        try await withTracer(tracer) {
            try await queue.enqueue([Scripted(number: 1), Scripted(number: 2)])
            try await queue.working(options: .quick()) { _ in try await queue.waitUntilDone() }
        }
        let send = try #require(spans("send").first)
        #expect(send.allAttributes["messaging.batch.message_count"] == 2)
        #expect(send.allAttributes["messaging.message.id"] == nil)
        #expect(spans("process").map(\.parentSpanID) == [send.spanID, send.spanID])
    }

    @Test("have one exception where an error says only that there is to be no other attempt")
    func permanentFailure() async throws {
        struct Declined: Error {}
        let queue = JobQueue(quiet: InMemoryBroker())
        try await withTracer(tracer) {
            try await queue.enqueue(Scripted())
            try await queue.working(options: .quick()) { _, _ in
                throw PermanentFailure(Declined())
            } during: { _ in
                try await queue.waitUntilDone()
            }
        }
        let process = try #require(spans("process").first)
        #expect(process.errors.map { "\(type(of: $0.error))" } == ["Declined"])
        // A local type's own name has an address in it, which is another in each run.
        #expect(process.allAttributes["error.type"] == "ThroughlineJobsTests.SpanTests.Declined")
    }

    @Test("say that nothing was sent where the job was there before")
    func duplicate() async throws {
        let queue = JobQueue(quiet: InMemoryBroker())
        let options = JobOptions(unique: .key("k"))
        let first = try await withTracer(tracer) {
            let first = try await queue.enqueue(Scripted(number: 1), options: options)
            try await queue.enqueue(Scripted(number: 2), options: options)
            try await queue.enqueue([Scripted(number: 3), Scripted(number: 4)], options: options)
            return first
        }
        let sends = spans("send")
        #expect(sends.map { $0.allAttributes["throughline.job.duplicate"] } == [nil, true, nil])
        #expect(sends[1].allAttributes["messaging.message.id"] == .string(first.id.description))
        #expect(sends[2].allAttributes["messaging.batch.message_count"] == 0)
    }

    @Test("of a transaction end with it, and say that nothing was sent where it was rolled back")
    func transaction() async throws {
        let broker = try SQLiteBroker(path: TemporaryFile.path())
        let queue = JobQueue(quiet: broker)
        await withTracer(tracer) {
            _ = await #expect(throws: Refused.self) {
                try await broker.pool.write { db in
                    try queue.enqueue(Scripted(), in: db)
                    throw Refused()
                }
            }
            _ = try? await broker.pool.write { db in try queue.enqueue(Scripted(), in: db) }
        }
        #expect(spans("send").map { $0.allAttributes["messaging.batch.message_count"] } == [0, nil])
    }

    @Test("carry their trace even where the baggage is too long to go along")
    func baggage() {
        let kept = TraceCarrier.kept(of: [
            "baggage": "a=" + String(repeating: "b", count: 20_000), "traceparent": "00-1-2-01", "tracestate": "x=y",
        ])
        #expect(kept.keys.sorted() == ["traceparent", "tracestate"])
        #expect(TraceCarrier.kept(of: ["baggage": "a=b", "traceparent": "00"]).count == 2)
    }

    @Test("begin a new trace where the carrier is not what a propagator writes")
    func malformedCarrier() async throws {
        let broker = InMemoryBroker()
        let queue = JobQueue(quiet: broker)
        var header = Message.Header(id: JobID(), type: "scripted", queue: "default")
        header.carrier = ["traceparent": "nonsense", "": "\u{0}"]
        let message = try queue.envelope.seal(Message(header: header, payload: Array(#"{"number":1}"#.utf8)))
        _ = try await broker.enqueue([BrokerEntry(id: header.id, queue: "default", message: message)])
        try await withTracer(tracer) {
            try await queue.working(options: .quick()) { _ in try await queue.waitUntilDone() }
        }
        #expect(spans("process").map(\.parentSpanID) == [nil])
        #expect(try await broker.statistics().map(\.succeeded) == [1])
    }

    @Test("of what cannot be run are errors, and those that are not to be trusted are in no trace of others")
    func refused() async throws {
        let queue = JobQueue(quiet: InMemoryBroker())
        let signing = try PayloadKeys([PayloadKey(name: "k", secret: Array(repeating: 7, count: 32))])
        try await withTracer(tracer) {
            try await queue.enqueue(Scripted())
            try await JobQueue(quiet: queue.broker, payloads: .signed(signing)).working(options: .quick()) { _ in
                try await queue.waitUntilDone()
            }
        }
        let process = try #require(spans("process unknown").first)
        #expect(process.parentSpanID == nil)
        #expect(process.status?.code == .error)
        #expect(process.allAttributes["error.type"] == "ThroughlineJobs.MessageError")
    }
}

extension FinishedInMemorySpan {
    var allAttributes: [String: AttributeValue] {
        var all: [String: AttributeValue] = [:]
        attributes.forEach { name, value in all[name] = AttributeValue(value) }
        return all
    }

    func int(_ name: String) -> Int {
        guard case .int(let value) = allAttributes[name] else { return 0 }
        return Int(value)
    }
}
