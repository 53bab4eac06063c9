import OTLP

/// Traces as a shop with three services leaves them: ten spans each, of which four have ids of their own in them.
struct SampleTraces {
    private static let start: UInt64 = 1_788_264_271_000_000_000
    private static let routes = ["/orders", "/orders/{id}", "/products", "/products/{id}", "/cart", "/health"]

    /// Spans a trace.
    static let spansPerTrace = 10

    /// The requests of the traces with these numbers: one for each service.
    static func requests(_ traces: Range<Int>) -> [ExportTraceServiceRequest] {
        var spans: [[Span]] = [[], [], []]
        for trace in traces { add(trace, to: &spans) }
        return zip(["web", "shop", "payments"], spans).map { service, spans in
            ExportTraceServiceRequest(resourceSpans: [
                ResourceSpans(
                    resource: Resource(attributes: [
                        text("service.name", service), text("service.instance.id", "\(service)-1"),
                        text("host.name", "machine-7"), text("telemetry.sdk.language", "swift"),
                        text("telemetry.sdk.name", "opentelemetry"), text("service.version", "1.4.2"),
                    ]),
                    scopeSpans: [ScopeSpans(scope: InstrumentationScope(name: "bench", version: "1"), spans: spans)]
                )
            ])
        }
    }

    private static func add(_ trace: Int, to spans: inout [[Span]]) {
        let route = routes[trace % routes.count]
        let time = start + UInt64(trace) * 2_000_000
        let isFailed = trace % 50 == 0
        func span(
            _ service: Int,
            _ number: Int,
            below parent: Int,
            _ name: String,
            _ kind: Span.Kind,
            _ attributes: [KeyValue]
        ) {
            let begin = time + UInt64(number) * 100_000
            let duration = UInt64(1_000_000 + (trace &* 7_919 + number &* 104_729) % 50_000_000)
            var made = Span(
                traceID: id(trace) + id(trace &* 31 + 7),
                spanID: id(trace * 16 + number + 1),
                parentSpanID: parent < 0 ? [] : id(trace * 16 + parent + 1),
                name: name,
                kind: kind,
                startTimeUnixNano: begin,
                endTimeUnixNano: begin + duration,
                attributes: attributes,
                flags: 0x101
            )
            if isFailed, number == 5 {
                made.status = Status(message: "card declined", code: .error)
                let attributes = [
                    text("exception.type", "CardDeclined"), text("exception.message", "card \(trace) declined"),
                ]
                made.events = [Span.Event(timeUnixNano: begin, name: "exception", attributes: attributes)]
            }
            spans[service].append(made)
        }
        let http = [
            text("http.request.method", "GET"), text("http.route", route), text("url.path", "\(route)/\(trace)"),
            text("url.scheme", "https"), text("user_agent.original", "bench/1.0"),
            text("client.address", "10.0.0.\(trace % 250)"),
            number("http.response.status_code", isFailed ? 500 : 200), number("http.response.body.size", trace % 9_973),
        ]
        let sql = [
            text("db.system.name", "sqlite"), text("db.namespace", "shop"), text("db.operation.name", "SELECT"),
            text("db.query.text", "SELECT id, product, price FROM orders WHERE customer = ? AND state = ? LIMIT ?"),
            text("db.collection.name", "orders"), number("db.response.returned_rows", trace % 20),
        ]
        let message = [
            text("messaging.system", "throughline_jobs"), text("messaging.destination.name", "mail"),
            text("messaging.message.id", "0189-\(trace)-receipt"), text("throughline.job.type", "send_receipt"),
        ]
        span(0, 0, below: -1, "GET \(route)", .server, http + [text("enduser.id", "user-\(trace % 20_011)")])
        span(
            0,
            1,
            below: 0,
            "GET",
            .client,
            http.prefix(4) + [text("server.address", "shop"), number("server.port", 8080)]
        )
        span(1, 2, below: 1, "GET \(route)", .server, http)
        for number in 3...4 { span(1, number, below: 2, "SELECT orders", .client, sql) }
        span(
            1,
            5,
            below: 2,
            "charge",
            .internal,
            [text("order.id", "order-\(trace)"), number("order.total", trace % 500)]
        )
        span(
            1,
            6,
            below: 5,
            "POST",
            .client,
            [text("server.address", "payments"), text("http.request.method", "POST")]
        )
        span(
            2,
            7,
            below: 6,
            "POST /charges",
            .server,
            [text("http.route", "/charges"), text("charge.id", "ch_\(trace &* 48_271)")]
        )
        span(1, 8, below: 2, "send mail", .producer, message)
        span(1, 9, below: 8, "process mail", .consumer, message + [number("throughline.job.attempt", 1)])
    }

    private static func text(_ key: String, _ value: String) -> KeyValue { KeyValue(key: key, value: .string(value)) }
    private static func number(_ key: String, _ value: Int) -> KeyValue {
        KeyValue(key: key, value: .int(Int64(value)))
    }

    private static func id(_ number: Int) -> [UInt8] {
        // Spread, as random ids are.
        withUnsafeBytes(of: (UInt64(truncatingIfNeeded: number) &* 0x9E37_79B9_7F4A_7C15 | 1).bigEndian, Array.init)
    }
}
