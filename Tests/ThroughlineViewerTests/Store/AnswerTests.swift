import Foundation
import OTLP
import Testing

@testable import ThroughlineViewer

/// What is answered about many traces.
@Suite(.timeLimit(.minutes(5)))
struct AnswerTests {
    private let store: TelemetryStore

    init() throws {
        store = try TelemetryStore()
    }

    private func json(_ answer: some Encodable) throws -> [String: Any] {
        let data = try AnswerEncoder.encode(answer)
        return try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    }

    @Test func `Routes say how often, how long and how many failed, by time`() async throws {
        let spans = (1...100 as ClosedRange<UInt64>).map { number in
            span(
                1,
                trace: traceID(number),
                "GET /orders",
                kind: .server,
                at: Double(number) * 100,
                for: Double(number),
                error: number % 10 == 0 ? "boom" : nil
            )
        }
        await store.insert([resourceSpans(spans), resourceSpans("job", [span(2, trace: traceID(1), "inner")])])
        let report = try await store.routes()
        let route = try #require(report.routes.first)
        #expect(report.routes.count == 1, "what is internal has no route")
        #expect(route.service == "shop" && route.route == "GET /orders" && route.kind == "server")
        #expect(route.count == 100 && route.errors == 10)
        for (value, expected) in [(route.p50, 50e6), (route.p95, 95e6), (route.p99, 99e6), (route.max, 100e6)] {
            #expect(abs(Double(value) - expected) / expected < 0.03, "\(value)")
        }
        #expect(report.interval == 1_000_000_000 && route.series.count <= RouteReport.maxBuckets)
        #expect(route.series.compactMap { $0?[0] }.reduce(0, +) == 100)
        #expect(route.series.compactMap { $0?[1] }.reduce(0, +) == 10)
        let part = try await store.routes(from: epoch + 5_050_000_000, to: epoch + 6_050_000_000)
        #expect(part.routes.first?.count == 10)
    }

    @Test func `A duration's class is close to it, for all durations`() {
        for shift in 0..<63 as Range<UInt64> {
            let power: UInt64 = 1 << shift
            for nanoseconds in [power, power + power / 2, power + 1] {
                let middle = DurationSample.nanoseconds(of: DurationSample.class(of: nanoseconds))
                let distance = abs(Double(middle) - Double(nanoseconds))
                #expect(distance <= Double(nanoseconds) / 32, "\(nanoseconds)")
            }
        }
        #expect(DurationSample.class(of: .max) < DurationSample.classes)
    }

    @Test(arguments: [false, true])
    func `The map knows who calls whom, whichever span comes first`(isServerFirst: Bool) async throws {
        let calls = [
            resourceSpans(
                "web",
                [span(1, "GET", kind: .client, ["server.address": "shop.local", "server.port": 8080])]
            ),
            resourceSpans(
                "shop",
                [
                    span(2, parent: 1, "GET /", kind: .server, ["http.request.method": "GET"]),
                    span(3, parent: 2, "SELECT", kind: .client, ["db.system.name": "sqlite", "db.namespace": "main"]),
                    span(
                        4,
                        parent: 2,
                        "send mail",
                        kind: .producer,
                        ["messaging.system": "jobs", "messaging.destination.name": "mail"]
                    ),
                    span(5, parent: 2, "GET", kind: .client, ["server.address": "api.example.com"], error: "timeout"),
                ]
            ),
            resourceSpans(
                "worker",
                [
                    span(
                        6,
                        parent: 4,
                        "process mail",
                        kind: .consumer,
                        ["messaging.system": "jobs", "messaging.destination.name": "mail"]
                    )
                ]
            ),
        ]
        for call in isServerFirst ? calls.reversed() : calls { await store.insert([call]) }
        let map = try await store.map()
        #expect(
            map.edges.map { "\($0.fromKind) \($0.from) -\($0.kind)-> \($0.toKind) \($0.to)" } == [
                "messaging mail -messaging-> service worker",
                "service shop -internal-> external api.example.com",
                "service shop -messaging-> messaging mail",
                "service shop -db-> database sqlite main",
                "service web -http-> service shop",
            ]
        )
        #expect(map.edges.first { $0.to == "api.example.com" }?.errors == 1)
        #expect(Set(map.nodes.map(\.name)) == ["web", "shop", "worker", "mail", "sqlite main", "api.example.com"])
    }

    @Test func `A job is one line with all its attempts`() async throws {
        func attempt(_ number: UInt64, _ attempt: Int64, at time: Double, error: String? = nil) -> Span {
            span(
                number,
                parent: 2,
                "process mail",
                kind: .consumer,
                at: time,
                for: 10,
                [
                    "messaging.system": "throughline_jobs", "messaging.destination.name": "mail",
                    "messaging.message.id": "m1",
                    "throughline.job.type": "send_receipt", "throughline.job.attempt": .int(attempt),
                    "messaging.operation.type": "process",
                ],
                error: error
            )
        }
        let send = span(
            2,
            parent: 1,
            "send mail",
            kind: .producer,
            at: 5,
            [
                "messaging.system": "throughline_jobs", "messaging.destination.name": "mail",
                "messaging.message.id": "m1",
                "throughline.job.type": "send_receipt",
            ]
        )
        await store.insert([resourceSpans([attempt(4, 2, at: 100), send, span(1)])])
        await store.insert([resourceSpans("worker", [attempt(3, 1, at: 20, error: "no mail server")])])
        await store.insert([
            resourceSpans([
                span(
                    1,
                    trace: traceID(7),
                    "orders publish",
                    kind: .producer,
                    ["messaging.system": "kafka", "messaging.message.id": "k"]
                )
            ])
        ])
        let jobs = try await store.jobs().jobs
        #expect(jobs.map(\.id).sorted() == ["k", "m1"])
        let job = try #require(jobs.first { $0.id == "m1" })
        #expect(
            job.type == "send_receipt" && job.queue == "mail" && job.system == "throughline_jobs" && job.state == .done
        )
        #expect(job.attempts.map(\.attempt) == [1, 2] && job.attempts.map(\.state) == ["error", "success"])
        #expect(job.attempts.first?.error == "no mail server")
        #expect(job.wait == 15_000_000 && job.duration == 105_000_000)
        #expect(job.enqueue?.span.hex == "abc0000000000002")
        #expect(jobs.first { $0.id == "k" }?.state == .waiting)
        #expect(try await store.jobs(queue: "mail").jobs.map(\.id) == ["m1"])
        #expect(try await store.jobs(state: "waiting").jobs.map(\.id) == ["k"])
        #expect(try await store.jobs(type: "no such").jobs.isEmpty)
    }

    @Test func `A mail is shown with its steps and who was refused`() async throws {
        await store.insert([
            resourceSpans([
                span(1, "send_messages"),
                span(2, parent: 1, "open", kind: .client, for: 3, events: [event("smtp.connected", at: 1)]),
                span(
                    3,
                    parent: 1,
                    "send_message_item",
                    kind: .client,
                    at: 5,
                    for: 10,
                    [
                        "throughline.mail.sent": true, "throughline.mail.from.domain": "example.com",
                        "server.address": "mx",
                        "throughline.mail.recipients.count": 3, "throughline.mail.recipients.refused.count": 1,
                        "throughline.mail.message.id": "<1@x>", "throughline.mail.reply.code": 250,
                    ],
                    events: [event("smtp.authenticated", at: 6)]
                ),
            ])
        ])
        let mail = try #require(await store.mails().mails.first)
        #expect(mail.sent && mail.recipients == 3 && mail.refused == 1 && mail.code == "250" && mail.server == "mx")
        #expect(mail.from == "example.com" && mail.messageId == "<1@x>" && mail.error == nil)
        #expect(mail.dialogue.map(\.name) == ["open", "smtp.connected", "smtp.authenticated"])
        #expect(mail.dialogue.map(\.offset) == [-5_000_000, -4_000_000, 1_000_000])
    }

    @Test func `A counter has a rate, and a histogram quantiles of what has come since`() async throws {
        func point(_ value: Int64, at second: UInt64) -> NumberDataPoint {
            NumberDataPoint(timeUnixNano: epoch + second * 1_000_000_000, value: .int(value))
        }
        func counter(_ points: [NumberDataPoint]) -> Metric {
            Metric(
                name: "orders",
                data: .sum(Sum(dataPoints: points, aggregationTemporality: .cumulative, isMonotonic: true))
            )
        }
        func histogram(_ counts: [UInt64], at second: UInt64) -> Metric {
            let exemplar = Exemplar(
                timeUnixNano: epoch,
                value: .double(0.5),
                spanID: spanID(1),
                traceID: shopTrace
            )
            let point = HistogramDataPoint(
                timeUnixNano: epoch + second * 1_000_000_000,
                count: counts.reduce(0, +),
                sum: 1,
                bucketCounts: counts,
                explicitBounds: [10, 20],
                exemplars: [exemplar]
            )
            return Metric(
                name: "time",
                unit: "s",
                data: .histogram(Histogram(dataPoints: [point], aggregationTemporality: .cumulative))
            )
        }
        await store.insert([resourceMetrics([counter([point(10, at: 0), point(30, at: 10), point(5, at: 20)])])])
        await store.insert([resourceMetrics([histogram([100, 0, 0], at: 0), histogram([100, 10, 0], at: 10)])])
        let orders = try #require(await store.metric("orders"))
        #expect(orders.type == "counter" && orders.temporality == "cumulative")
        #expect(orders.series.first?.points.map(\.rate) == [nil, 2, 0.5])
        let time = try #require(await store.metric("time", service: "shop")?.series.first)
        #expect(time.points.map(\.p50) == [5, 15] && time.points.last?.buckets == [100, 10, 0])
        #expect(time.exemplars.first?.span.hex == "abc0000000000001")
        #expect(try await store.metric("time", service: "other") == nil)
        #expect(try await store.metrics().metrics.map(\.name) == ["orders", "time"])
    }

    @Test func `An exponential histogram has bounds and quantiles like another one`() throws {
        let point = ExponentialHistogramDataPoint(
            count: 6,
            scale: 0,
            zeroCount: 1,
            positive: .init(offset: 0, bucketCounts: [2, 2]),
            negative: .init(offset: 0, bucketCounts: [1])
        )
        let distribution = try #require(Distribution(point))
        #expect(distribution.bounds == [-1, 0, 2, 4] && distribution.counts == [1, 1, 2, 2, 0])
        #expect(distribution.quantile(1) == 4)
        for scale in [Int32.min, -1_000, 1_000, .max] {
            var odd = point
            odd.scale = scale
            odd.positive?.offset = .max
            odd.negative?.offset = .min
            _ = Distribution(odd)?.quantile(0.5)
        }
    }

    @Test func `What an SDK says of itself is gathered by its components`() async throws {
        func number(_ name: String, _ value: Int64, _ attributes: [KeyValue], isMonotonic: Bool = true) -> Metric {
            let component = KeyValue(key: "otel.component.name", value: "batching_span_processor/0")
            let point = NumberDataPoint(timeUnixNano: epoch, value: .int(value), attributes: [component] + attributes)
            return Metric(
                name: name,
                data: .sum(Sum(dataPoints: [point], aggregationTemporality: .cumulative, isMonotonic: isMonotonic))
            )
        }
        let full = KeyValue(key: "error.type", value: "queue_full")
        await store.insert([
            resourceMetrics([
                number("otel.sdk.processor.span.queue.size", 7, [], isMonotonic: false),
                number("otel.sdk.processor.span.queue.capacity", 2_048, [], isMonotonic: false),
                number("otel.sdk.processor.span.processed", 100, []),
                number("otel.sdk.processor.span.processed", 3, [full]),
                number("otel.sdk.exporter.span.exported", 90, []),
                number("otel.sdk.exporter.span.exported", 4, [KeyValue(key: "error.type", value: "timeout")]),
            ])
        ])
        let exporter = try #require(await store.exporters().exporters.first)
        #expect(
            exporter.service == "shop" && exporter.component == "batching_span_processor/0"
                && exporter.signal == "traces"
        )
        #expect(exporter.queueSize == 7 && exporter.queueCapacity == 2_048 && exporter.dropped == 3)
        #expect(exporter.exported == 90 && exporter.failed == 4)
    }

    @Test func `Keys and values are offered for completion`() async throws {
        await store.insert([
            resourceSpans([
                span(1, "a", ["http.route": "/orders", "http.size": 5]), span(2, "b", ["http.route": "/orders"]),
                span(3, "c", ["http.route": "/health"]),
            ])
        ])
        let fields = try await store.fields(prefix: "http.").fields
        #expect(fields.map(\.key) == ["http.route", "http.size"] && fields.map(\.spans) == [3, 1])
        #expect(fields.map(\.type) == ["string", "number"])
        #expect(try await store.fields(prefix: "service.").fields.map(\.key) == ["service.name"])
        #expect(try await store.fields(prefix: "DUR").fields.map(\.key) == ["duration"])
        let values = try await store.values(of: "http.route").values
        #expect(values.map(\.value) == ["/orders", "/health"] && values.map(\.spans) == [2, 1])
        #expect(try await store.values(of: "service").values.map(\.value) == ["shop"])
        #expect(try await store.values(of: "kind", prefix: "se").values.map(\.value) == ["server"])
        #expect(try await store.values(of: "nothing").values.isEmpty)
    }

    @Test func `Who refers to a span is known, also from other traces`() async throws {
        let link = Span.Link(traceID: shopTrace, spanID: spanID(1))
        await store.insert([resourceSpans([span(1, "a"), span(5, trace: traceID(9), "job", links: [link, link])])])
        let id = try #require(Trace.ID(bytes: shopTrace))
        let target = try #require(Trace.Span.ID(bytes: spanID(1)))
        let sources = try await store.links(to: id, target)
        #expect(sources.map(\.name) == ["job"] && sources.map(\.service) == ["shop"])
        let reference = SpanReference(trace: id, span: target)
        let unknown = SpanReference(trace: id, span: try #require(Trace.Span.ID(bytes: spanID(77))))
        #expect(try await store.names(of: [reference, unknown]) == [reference: "a"])
    }

    @Test func `The trace before is the latest earlier one with the same root`() async throws {
        for (number, name) in zip(1...4 as ClosedRange<UInt64>, ["GET /", "GET /", "POST /", "GET /"]) {
            await store.insert([resourceSpans([span(1, trace: traceID(number), name, at: Double(number) * 10)])])
        }
        func previous(_ number: UInt64) async throws -> UInt64? {
            try await store.previousTrace(of: #require(Trace.ID(bytes: traceID(number))))?.low
        }
        #expect(try await previous(4) == 2)
        #expect(try await previous(2) == 1)
        #expect(try await previous(1) == nil)
        #expect(try await previous(3) == nil)
    }

    @Test func `Answers have the names that docs promise`() async throws {
        await store.insert([resourceSpans([span(1, "a", kind: .server)])])
        let page = try json(try await store.traces(matching: Query()))
        #expect(Set(page.keys) == ["traces", "matched"])
        #expect(Set(try json(try await store.routes()).keys) == ["interval", "from", "to", "routes"])
        #expect(Set(try json(try await store.map()).keys) == ["nodes", "edges"])
        let status = try json(try await store.status())
        #expect(status["spans"] as? Int == 1 && status["database"] == nil)
    }
}
