import OTLP
import TestSupport
import Testing

@testable import ThroughlineViewer

@Suite struct TraceRendererTests {
    private func render(
        _ trace: Trace,
        width: Int = 100,
        isColored: Bool = false,
        maxSpans: Int = 500,
        maxEvents: Int = 5,
        mark: TraceRenderer.Mark? = nil
    ) -> String {
        let options = TraceRenderer.Options(
            width: width,
            isColored: isColored,
            maxSpans: maxSpans,
            maxEvents: maxEvents
        )
        return TraceRenderer(options: options).render(trace, mark: mark)
    }

    /// A checkout over three services: SQL, a declined charge that is tried again, and a mail afterwards.
    private func checkout() throws -> Trace {
        let charge = "http://127.0.0.1:8081/charge"
        let declined = event(
            "exception",
            at: 33,
            ["exception.type": "PaymentDeclined", "exception.message": "card expired"]
        )
        return try makeTrace([
            resourceSpans(
                "shop",
                [
                    span(
                        1,
                        "POST /checkout",
                        kind: .server,
                        at: 0,
                        for: 128.4,
                        [
                            "http.request.method": "POST", "http.route": "/checkout", "url.path": "/checkout",
                            "http.response.status_code": 201,
                        ]
                    ),
                    span(
                        2,
                        parent: 1,
                        "SELECT products",
                        kind: .client,
                        at: 1.2,
                        for: 3.21,
                        [
                            "db.system.name": "sqlite",
                            "db.query.text": "SELECT id, name, price FROM products WHERE id = ?",
                        ]
                    ),
                    span(
                        3,
                        parent: 1,
                        "price the basket",
                        at: 5,
                        for: 12.4,
                        ["basket.items": 3, "code.function.name": "price"],
                        events: [event("cache.miss", at: 6.1, ["key": "vat:DE"])]
                    ),
                    span(
                        4,
                        parent: 1,
                        "POST",
                        kind: .client,
                        at: 20,
                        for: 41,
                        ["url.full": .string(charge), "http.response.status_code": 402, "error.type": "402"],
                        error: ""
                    ),
                    span(
                        5,
                        parent: 1,
                        "POST",
                        kind: .client,
                        at: 64,
                        for: 38.2,
                        ["url.full": .string(charge), "http.response.status_code": 200, "http.request.resend_count": 1]
                    ),
                    span(
                        6,
                        parent: 1,
                        "publish receipts",
                        kind: .producer,
                        at: 110,
                        for: 0.085,
                        ["messaging.destination.name": "receipts"]
                    ),
                ]
            ),
            resourceSpans(
                "payments",
                [
                    span(
                        10,
                        parent: 4,
                        "POST /charge",
                        kind: .server,
                        at: 21,
                        for: 39.1,
                        ["http.response.status_code": 402],
                        events: [declined],
                        error: "card expired"
                    ),
                    span(11, parent: 10, "authorize", at: 22, for: 30),
                    span(
                        12,
                        parent: 5,
                        "POST /charge",
                        kind: .server,
                        at: 65.5,
                        for: 35.1,
                        ["http.response.status_code": 200]
                    ),
                ]
            ),
            resourceSpans(
                "mailer",
                [
                    span(
                        20,
                        parent: 6,
                        "process receipts",
                        kind: .consumer,
                        at: 131,
                        for: 62,
                        links: [Span.Link(traceID: shopTrace, spanID: spanID(6))]
                    )
                ]
            ),
        ])
    }

    @Test func `A trace is a tree with times`() throws {
        let text = try render(checkout(), width: 110)
        #expect(
            text == """
                trace 4bf92f3577b34da6000000000000004b · 193 ms · 10 spans · 2 errors · 12:04:31.120Z · shop, payments, mailer
                POST /checkout  shop · server · 201                                        128 ms  ━━━━━━━━━━━━━━━━━━
                ├─ SELECT products  client · sqlite · SELECT id, name, price FROM produ…  3.21 ms  ━
                ├─ price the basket  basket.items=3                                       12.4 ms  ╺━╸
                │     • cache.miss  key=vat:DE  +1.10 ms
                ├─ ✗ POST  client · 402 · http://127.0.0.1:8081/charge                    41.0 ms    ╺━━━━━━
                │  └─ ✗ POST /charge  payments · server · 402                             39.1 ms    ╺━━━━━╸
                │     │  ✗ PaymentDeclined: card expired  +12.0 ms
                │     └─ authorize                                                        30.0 ms     ━━━━╸
                ├─ POST  client · 200 · retry 1 · http://127.0.0.1:8081/charge            38.2 ms          ╺━━━━━╸
                │  └─ POST /charge  payments · server · 200                               35.1 ms           ━━━━━╸
                └─ publish receipts  producer                                             85.0 µs                 ╸
                   └─ process receipts  mailer · consumer                                 62.0 ms                    ━━━━━━━━━
                         ↗ linked to span abc0000000000006

                """
        )
    }

    @Test func `A narrow terminal has no bars`() throws {
        let text = try render(checkout(), width: 60)
        #expect(
            text == """
                trace 4bf92f3577b34da6000000000000004b · 193 ms · 10 spans
                  2 errors · 12:04:31.120Z · shop, payments, mailer
                POST /checkout  shop · server · 201                   128 ms
                ├─ SELECT products  client · sqlite · SELECT id, n…  3.21 ms
                ├─ price the basket  basket.items=3                  12.4 ms
                │     • cache.miss  key=vat:DE  +1.10 ms
                ├─ ✗ POST  client · 402 · http://127.0.0.1:8081/ch…  41.0 ms
                │  └─ ✗ POST /charge  payments · server · 402        39.1 ms
                │     │  ✗ PaymentDeclined: card expired  +12.0 ms
                │     └─ authorize                                   30.0 ms
                ├─ POST  client · 200 · retry 1 · http://127.0.0.1…  38.2 ms
                │  └─ POST /charge  payments · server · 200          35.1 ms
                └─ publish receipts  producer                        85.0 µs
                   └─ process receipts  mailer · consumer            62.0 ms
                         ↗ linked to span abc0000000000006

                """
        )
    }

    @Test func `A trace without its root says so`() throws {
        let trace = try makeTrace([
            resourceSpans("search", [span(7, parent: 6, "GET /search", kind: .server, error: "index is locked")])
        ])
        let text = render(trace)
        #expect(
            text == """
                trace 4bf92f3577b34da6000000000000004b · 1.00 ms · 1 span · 1 error · 12:04:31.120Z · search
                  (incomplete: root not received)
                ✗ GET /search  search · server                                    1.00 ms  ━━━━━━━━━━━━━━━━━━━━━━━━━
                   (orphan: parent abc0000000000006 not received)
                   ✗ index is locked

                """
        )
    }

    @Test func `Circles are marked`() throws {
        let text = try render(makeTrace(span(1, parent: 2, "a"), span(2, parent: 1, "b", at: 0.5)))
        #expect(
            text == """
                trace 4bf92f3577b34da6000000000000004b · 1.50 ms · 2 spans · 12:04:31.120Z · shop
                  (incomplete: root not received)
                a  shop                                                           1.00 ms  ━━━━━━━━━━━━━━━━━
                │  (cycle: its parent abc0000000000002 is below it)
                └─ b                                                              1.00 ms          ━━━━━━━━━━━━━━━━━

                """
        )
    }

    @Test func `Late spans are counted in the header`() throws {
        let trace = try makeTrace(span(1, "a"))
        func header(_ mark: TraceRenderer.Mark, width: Int) -> [Substring] {
            render(trace, width: width, mark: mark).split(separator: "\n").dropLast()
        }
        let start = "trace 4bf92f3577b34da6000000000000004b · 1.00 ms · 1 span · 12:04:31.120Z · shop"
        #expect(header(.updated(lateSpans: 1), width: 120) == ["\(start)  (updated: 1 late span)"])
        #expect(header(.updated(lateSpans: 1_234), width: 120) == ["\(start)  (updated: 1,234 late spans)"])
        #expect(header(.updated(lateSpans: 0), width: 120) == ["\(start)  (updated)"])
        #expect(header(.updated(lateSpans: 1), width: 100) == [start[...], "  (updated: 1 late span)"])
    }

    @Test func `Of many services some are named`() throws {
        let groups = (1...9 as ClosedRange<UInt64>).map {
            resourceSpans("a-service-with-number-\($0)", [span($0, parent: $0 - 1, "s", at: Double($0))])
        }
        let text = try render(makeTrace(groups)).split(separator: "\n").prefix(2).joined(separator: "\n")
        #expect(
            text == """
                trace 4bf92f3577b34da6000000000000004b · 9.00 ms · 9 spans · 12:04:31.121Z
                  a-service-with-number-1, a-service-with-number-2, a-service-with-number-3, +6 more
                """
        )
    }

    @Test func `Failures are told once, and in the best words there are`() throws {
        let exception = event("exception", at: 0.5, ["exception.type": "Overflow", "exception.message": "too much"])
        let trace = try makeTrace(
            span(1, "root", for: 10),
            span(2, parent: 1, "message", at: 1, error: "no such table"),
            span(3, parent: 1, "type and message", at: 2, ["error.type": "SQLiteError"], error: "no such table"),
            span(4, parent: 1, "type only", at: 3, ["error.type": "SQLiteError"], error: ""),
            span(
                5,
                parent: 1,
                "status only",
                at: 4,
                ["error.type": "500", "http.response.status_code": 500],
                error: ""
            ),
            span(6, parent: 1, "nothing", at: 5, error: ""),
            span(7, parent: 1, "exception", at: 0, events: [exception], error: "too much"),
            span(8, parent: 1, "exception and another message", at: 0.1, events: [exception], error: "gave up"),
            span(9, parent: 1, "handled", at: 0.2, events: [exception]),
            span(10, parent: 1, "nameless exception", at: 0.3, events: [event("exception", at: 0.4)], error: "")
        )
        let text = render(trace, width: 60)
        #expect(
            text == """
                trace 4bf92f3577b34da6000000000000004b · 10.0 ms · 10 spans
                  8 errors · 12:04:31.120Z · shop
                root  shop                                           10.0 ms
                ├─ ✗ exception                                       1.00 ms
                │     ✗ Overflow: too much  +500 µs
                ├─ ✗ exception and another message                   1.00 ms
                │     ✗ gave up
                │     ✗ Overflow: too much  +400 µs
                ├─ handled                                           1.00 ms
                │     ! Overflow: too much  +300 µs
                ├─ ✗ nameless exception                              1.00 ms
                │     ✗ exception  +100 µs
                ├─ ✗ message                                         1.00 ms
                │     ✗ no such table
                ├─ ✗ type and message                                1.00 ms
                │     ✗ SQLiteError: no such table
                ├─ ✗ type only                                       1.00 ms
                │     ✗ SQLiteError
                ├─ ✗ status only  500                                1.00 ms
                └─ ✗ nothing                                         1.00 ms

                """
        )
    }

    @Test func `Events and links are told up to a limit`() throws {
        let trace = try makeTrace(
            span(
                1,
                "a",
                events: (0..<5).map {
                    event("e\($0)", at: Double($0) / 4, ["n": .int(Int64($0)), "list": [1, "b", [true]]])
                },
                links: [
                    Span.Link(traceID: shopTrace, spanID: spanID(9)), Span.Link(traceID: traceID(2), spanID: spanID(3)),
                    Span.Link(traceID: [1], spanID: []),
                ]
            ),
            span(2, parent: 1, "b", events: [event("", at: -1)])
        )
        let text = render(trace, width: 80, maxEvents: 2)
        #expect(
            text == """
                trace 4bf92f3577b34da6000000000000004b · 1.00 ms · 2 spans · 12:04:31.120Z
                  shop
                a  shop                                            1.00 ms  ━━━━━━━━━━━━━━━━━━━━
                │  • e0  n=0  list=[1, b, [true]]  +0 ns
                │  • e1  n=1  list=[1, b, [true]]  +250 µs
                │  … 3 more events
                │  ↗ linked to span abc0000000000009
                │  ↗ linked to trace 4bf92f3577b34da60000000000000002, span abc0000000000003
                │  … 1 more link
                └─ b                                               1.00 ms  ━━━━━━━━━━━━━━━━━━━━
                      • (unnamed event)

                """
        )
    }

    @Test func `A failure has its reason where the exception is not shown`() throws {
        let events = [
            event("first", at: 0), event("second", at: 0), event("exception", at: 1, ["exception.message": "too much"]),
        ]
        let trace = try makeTrace(span(1, "a", events: events, error: "too much"))
        #expect(render(trace, width: 80, maxEvents: 3).split(separator: "\n").count { $0.contains("too much") } == 1)
        #expect(render(trace, width: 80, maxEvents: 3).contains("✗ too much  +1.00 ms"))
        #expect(render(trace, width: 80, maxEvents: 2).contains("✗ too much\n"))
    }

    @Test func `A failure is told once, however long its reason is`() throws {
        let message = String(repeating: "long ", count: 1_000)
        let exception = event(
            "exception",
            at: 0,
            ["exception.type": "Overflow", "exception.message": .string(message)]
        )
        let text = try render(makeTrace(span(1, "a", events: [exception], error: message)), width: 60)
        #expect(text.split(separator: "\n").count { $0.contains("✗ ") && $0.contains("long long") } == 1)
    }

    @Test func `What is beside the name is cut, and the service is not`() throws {
        let long = String(repeating: "long ", count: 40)
        let trace = try makeTrace([
            resourceSpans(
                "shop",
                [
                    span(1, long, kind: .server, ["http.response.status_code": 503, "url.path": "/a"]),
                    span(3, parent: 1, "short", ["note": .string(long), "other": 1]),
                    span(
                        4,
                        parent: 1,
                        "exactly as long as there is room for, and then",
                        kind: .client,
                        ["url.full": "http://a"]
                    ),
                ]
            ),
            resourceSpans(long, [span(2, parent: 1, long, kind: .server)]),
        ])
        let text = render(trace, width: 80)
        #expect(
            text == """
                trace 4bf92f3577b34da6000000000000004b · 1.00 ms · 4 spans · 12:04:31.120Z
                  shop, long long long long lon…
                long long long long long long long long lo…  shop  1.00 ms  ━━━━━━━━━━━━━━━━━━━━
                ├─ short  note=long long long long long long lon…  1.00 ms  ━━━━━━━━━━━━━━━━━━━━
                ├─ exactly as long as there is room for, and then  1.00 ms  ━━━━━━━━━━━━━━━━━━━━
                └─ long long long long…  long long long long lon…  1.00 ms  ━━━━━━━━━━━━━━━━━━━━

                """
        )
    }

    @Test func `Deep levels are counted, and the nearest drawn`() throws {
        let trace = try makeTrace([
            resourceSpans(
                "shop",
                (1...12).map { span($0, parent: $0 - 1, "level \($0)") } + [span(20, parent: 2, "leaf", at: 1)]
            )
        ])
        let text = render(trace, width: 50)
        #expect(
            text == """
                trace 4bf92f3577b34da6000000000000004b · 2.00 ms
                  13 spans · 12:04:31.120Z · shop
                level 1  shop                              1.00 ms
                └─ level 2                                 1.00 ms
                   ├─ level 3                              1.00 ms
                   │  └─ level 4                           1.00 ms
                   │     └─ level 5                        1.00 ms
                   │        └─ level 6                     1.00 ms
                   │           └─ level 7                  1.00 ms
                ⋯3             └─ level 8                  1.00 ms
                ⋯4             └─ level 9                  1.00 ms
                ⋯5             └─ level 10                 1.00 ms
                ⋯6             └─ level 11                 1.00 ms
                ⋯7             └─ level 12                 1.00 ms
                   └─ leaf                                 1.00 ms

                """
        )
    }

    @Test func `Of very many spans the rest is counted`() throws {
        let wide = try makeTrace([resourceSpans("shop", [span(1)] + (2...2_000).map { span($0, parent: 1) })])
        let lines = render(wide, maxSpans: 10).split(separator: "\n")
        #expect(lines.count == 12)
        #expect(lines.last == "… 1,990 more spans")

        let deep = try makeTrace([resourceSpans("shop", (1...100_000).map { span($0, parent: $0 - 1) })])
        #expect(render(deep).split(separator: "\n").count == 502)
    }

    @Test func `Colours can be taken away without a trace`() throws {
        let trace = try checkout()
        let colored = render(trace, isColored: true)
        #expect(colored.contains("\u{1B}[1;31m✗ \u{1B}[0m"))
        #expect(colored.replacing(/\u{1B}\[[0-9;]+m/, with: "") == render(trace))
    }

    @Test func `No span can do more than take its lines`() throws {
        var generator = SeededGenerator(seed: 5)
        let alphabet: [Unicode.Scalar] = [
            "a", "b", " ", "\u{1B}", "[", "2", "J", "m", "\n", "\r", "\t", "\u{7}", "\u{9B}", "\u{202E}", "\u{200D}",
            "\u{301}", "東", "😀", "é", "\u{0}", "\u{7F}", "\u{FEFF}", "\u{E001}",
        ]
        func noise() -> String {
            var text = String.UnicodeScalarView()
            for _ in 0..<Int.random(in: 0...60, using: &generator) {
                text.append(alphabet.randomElement(using: &generator) ?? "a")
            }
            return String(text)
        }
        func value() -> AnyValue { .string(noise()) }
        for width in [1, 40, 41, 50, 71, 72, 80, 100, 200] {
            for _ in 0..<30 {
                let spans = (1...8 as ClosedRange<UInt64>).map { number in
                    var span = span(
                        number,
                        parent: .random(in: 0...9, using: &generator),
                        noise(),
                        kind: Span.Kind(rawValue: .random(in: 0...7, using: &generator)),
                        at: 1_000,
                        ["url.full": value(), "db.query.text": value(), "error.type": value()],
                        events: [
                            event("exception", at: 1, ["exception.message": value(), "exception.type": value()]),
                            event(noise(), at: 2, ["k": value()]),
                        ],
                        error: Bool.random(using: &generator) ? noise() : nil
                    )
                    span.attributes.append(KeyValue(key: noise(), value: value()))
                    span.startTimeUnixNano = [0, 1, epoch, .max].randomElement(using: &generator) ?? 0
                    span.endTimeUnixNano = [0, 1, epoch, .max].randomElement(using: &generator) ?? 0
                    return span
                }
                let trace = try makeTrace([resourceSpans(noise(), spans), resourceSpans(noise(), [spans[0]])])
                let text = render(trace, width: width, mark: .updated(lateSpans: 3))
                #expect(text.hasSuffix("\n"))
                for line in text.dropLast().split(separator: "\n", omittingEmptySubsequences: false) {
                    let measured = TerminalText(line)
                    // Nothing is left to make safe, and nothing too wide.
                    #expect(measured.text.unicodeScalars.elementsEqual(line.unicodeScalars))
                    #expect(measured.width <= max(width, 40))
                }
            }
        }
    }

    @Test func `What a database was asked says how long it waited, how it ended, and how many rows there were`() throws
    {
        let trace = try makeTrace([
            resourceSpans(
                "shop",
                [
                    span(
                        1,
                        "write shop.sqlite",
                        at: 0,
                        for: 3,
                        ["db.system.name": "sqlite", "throughline.db.wait": 0.0015]
                    ),
                    span(
                        2,
                        parent: 1,
                        "transaction",
                        at: 1,
                        for: 2,
                        [
                            "throughline.db.transaction.outcome": "rollback",
                            "throughline.db.transaction.kind": "immediate",
                        ]
                    ),
                    span(3, parent: 2, "SELECT a", kind: .client, at: 1, for: 1, ["db.response.returned_rows": 12]),
                    span(4, parent: 2, "DELETE a", kind: .client, at: 2, for: 1, ["throughline.db.affected_rows": 1]),
                ]
            )
        ])
        let text = render(trace)
        #expect(text.contains("write shop.sqlite  shop · sqlite · waited 1.50 ms "))
        #expect(text.contains("transaction  rollback "))
        #expect(text.contains("SELECT a  client · 12 rows "))
        #expect(text.contains("DELETE a  client · 1 row "))
    }

    @Test func `A job says which attempt and which link of its chain it is, from the second on`() throws {
        let links: KeyValuePairs<String, AnyValue> = [
            "throughline.job.chain.position": 2, "throughline.job.chain.length": 3,
        ]
        let trace = try makeTrace([
            resourceSpans(
                "shop",
                [
                    span(1, "send charge", kind: .producer, at: 0, for: 9, links),
                    span(2, parent: 1, "process a", kind: .consumer, at: 1, for: 1, ["throughline.job.attempt": 1]),
                    span(3, parent: 1, "process b", kind: .consumer, at: 3, for: 1, ["throughline.job.attempt": 2]),
                ]
            )
        ])
        let text = render(trace)
        #expect(text.contains("send charge  shop · producer · link 2 of 3 "))
        #expect(text.contains("process a  consumer "))
        #expect(text.contains("process b  consumer · attempt 2 "))
    }

    @Test
    func
        `A buffered request says whether it was there already, and its attempts which they are and how long they waited`()
        throws
    {
        let waits: KeyValuePairs<String, AnyValue> = [
            "throughline.inbox.retries": 1, "throughline.inbox.wait.duration": 0.0015,
        ]
        let trace = try makeTrace([
            resourceSpans(
                "shop",
                [
                    span(1, "POST /events", kind: .server, at: 0, for: 9, ["throughline.inbox.replayed": true]),
                    span(
                        2,
                        parent: 1,
                        "Event.process",
                        kind: .consumer,
                        at: 1,
                        for: 1,
                        ["throughline.inbox.retries": 0]
                    ),
                    span(3, parent: 1, "News.deliver", kind: .consumer, at: 3, for: 1, waits),
                ]
            )
        ])
        let text = render(trace)
        #expect(text.contains("POST /events  shop · server · replayed "))
        #expect(text.contains("Event.process  consumer "))
        #expect(text.contains("News.deliver  consumer · attempt 2 · waited 1.50 ms "))
    }

    @Test func `A mail says how many were sent, where to, and what the server said`() throws {
        let trace = try makeTrace([
            resourceSpans(
                "shop",
                [
                    span(
                        1,
                        "send_messages",
                        at: 0,
                        for: 9,
                        [
                            "throughline.mail.transport": "smtp", "throughline.mail.messages.count": 2,
                            "throughline.mail.messages.sent": 1,
                        ]
                    ),
                    span(
                        2,
                        parent: 1,
                        "open",
                        kind: .client,
                        at: 1,
                        for: 1,
                        [
                            "throughline.mail.transport": "smtp", "server.address": "mail.test", "server.port": 587,
                            "throughline.mail.connection.reused": true,
                        ]
                    ),
                    span(
                        3,
                        parent: 1,
                        "send_message_item",
                        kind: .client,
                        at: 3,
                        for: 1,
                        [
                            "throughline.mail.transport": "smtp", "throughline.mail.reply.code": 550,
                            "throughline.mail.recipients.domains": ["a.test", "b.test"],
                        ]
                    ),
                ]
            )
        ])
        let text = render(trace)
        #expect(text.contains("send_messages  shop · 1 of 2 mails "))
        #expect(text.contains("open  client · reused · mail.test:587 "))
        #expect(text.contains("send_message_item  client · 550 · to [a.test, b.test] "))
    }

    @Test(arguments: [Double.nan, .infinity, -1, 1e300])
    func `A wait that is no time is left out`(wait: Double) throws {
        let trace = try makeTrace([
            resourceSpans("shop", [span(1, "read", at: 0, for: 1, ["throughline.db.wait": .double(wait)])])
        ])
        #expect(!render(trace).contains("waited"))
    }

    @Test(
        arguments: [
            (true, 90, [:], 90, true), (true, nil, [:], 100, true), (true, nil, ["COLUMNS": "77"], 77, true),
            (false, nil, [:], 100, false), (true, 90, ["NO_COLOR": "1"], 90, false),
            (true, 90, ["NO_COLOR": ""], 90, true),
            (true, 90, ["TERM": "dumb"], 90, false), (true, 400, [:], 160, true),
            (true, 0, ["COLUMNS": "x"], 100, true),
        ] as [(Bool, Int?, [String: String], Int, Bool)]
    )
    func `Options follow the terminal`(
        isTerminal: Bool,
        columns: Int?,
        environment: [String: String],
        width: Int,
        isColored: Bool
    ) {
        let options = TraceRenderer.Options(isTerminal: isTerminal, columns: columns, environment: environment)
        #expect(options.width == width && options.isColored == isColored)
    }
}
