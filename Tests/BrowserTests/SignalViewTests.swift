import Testing

@Suite(
    "Logs, metrics and exporters in a browser",
    .serialized,
    .enabled(if: Browser.isInstalled),
    .timeLimit(.minutes(5))
)
struct SignalViewTests {
    private let trace = "0af7651916cd43dd8448eb211c80319c"
    private let span = "b7ad6b7169203331"

    @Test("a line of the log stays text, opens, and leads to its span; less severe ones can be left out")
    func logs() async throws {
        let evil = "<img src=x onerror=window.isOwned=true>"
        let time = RunningViewer.time(ago: 2)
        let document = """
            {"resourceLogs": [{"resource": {"attributes": [{"key": "service.name", "value": {"stringValue": "shop"}}]},
            "scopeLogs": [{"scope": {"name": "checkout"}, "logRecords": [
            {"timeUnixNano": "\(time)", "severityNumber": 9, "severityText": "INFO", "body": {"stringValue": "all is well"}},
            {"timeUnixNano": "\(time + 1_000)", "severityNumber": 17, "severityText": "ERROR", "body": {"stringValue": "\(evil)"},
            "attributes": [{"key": "order.id", "value": {"intValue": "7"}}], "traceId": "\(trace)", "spanId": "\(span)"}]}]}]}
            """
        try await RunningViewer.with { viewer in
            try await viewer.receive(document, at: "/v1/logs")
            try await Browser.with { browser in
                try await browser.open("\(viewer.url)/logs")
                try await browser.wait(until: "document.querySelectorAll('.log').length === 2")
                try await browser.open("\(viewer.url)/logs?level=WARN")
                try await browser.wait(until: "document.querySelectorAll('.log').length === 1")
                #expect(
                    try await browser.value(
                        "document.querySelector('.log-body').textContent.startsWith(\(Browser.quoted(evil)))"
                    )
                )
                try await browser.click(".log .row-toggle")
                try await browser.wait(toRead: evil, in: ".log-text")
                let link =
                    "[...document.querySelectorAll('.log-detail a')].map((link) => link.getAttribute('href')).join()"
                #expect(try await browser.value(link) == "/traces/\(trace)?span=\(span)")
                #expect(try await browser.value("document.querySelectorAll('main img').length") == 0)
                #expect(try await browser.value("typeof window.isOwned") == "undefined")
                #expect(try await browser.complaints() == [])
            }
        }
    }

    @Test("a histogram is shown by its quantiles and its buckets, and its examples lead to their traces")
    func metrics() async throws {
        let points = (0..<4).map { index in
            """
            {"attributes": [{"key": "http.route", "value": {"stringValue": "/orders"}}], "startTimeUnixNano": "\(RunningViewer.time(ago: 100))",
            "timeUnixNano": "\(RunningViewer.time(ago: 60 - Double(index) * 10))", "count": "\(10 * (index + 1))", "sum": 5,
            "bucketCounts": ["\(4 * (index + 1))", "\(5 * (index + 1))", "\(index + 1)"], "explicitBounds": [0.01, 0.1],
            "exemplars": [{"timeUnixNano": "\(RunningViewer.time(ago: 60 - Double(index) * 10))", "asDouble": 0.05, "traceId": "\(trace)", "spanId": "\(span)"}]}
            """
        }
        let document = """
            {"resourceMetrics": [{"resource": {"attributes": [{"key": "service.name", "value": {"stringValue": "shop"}}]},
            "scopeMetrics": [{"scope": {"name": "http"}, "metrics": [{"name": "http.server.request.duration", "unit": "s",
            "histogram": {"aggregationTemporality": 2, "dataPoints": [\(points.joined(separator: ","))]}}]}]}]}
            """
        try await RunningViewer.with { viewer in
            try await viewer.receive(document, at: "/v1/metrics")
            try await Browser.with { browser in
                try await browser.open("\(viewer.url)/metrics?name=http.server.request.duration")
                try await browser.wait(until: "document.querySelectorAll('.heat-cell').length === 9")
                #expect(try await browser.value("document.querySelectorAll('.chart-line.quantile-p95').length") == 1)
                #expect(
                    try await browser.value("document.querySelector('.chart-exemplar').getAttribute('href')")
                        == "/traces/\(trace)?span=\(span)"
                )
                // By keyboard, and told to a screen reader.
                let _: Bool = try await browser.value("document.querySelector('.chart-plot').focus() ?? true")
                try await browser.press(.left)
                try await browser.wait(
                    until: "document.querySelector('.chart-plot [aria-live]').textContent.includes('p95')"
                )
                #expect(try await browser.complaints() == [])
            }
        }
    }

    @Test("a sender that drops spans is said to, in words")
    func exporters() async throws {
        func metric(_ name: String, _ type: String, _ value: Int, _ attributes: String = "") -> String {
            let component =
                #"{"key": "otel.component.name", "value": {"stringValue": "batching_span_processor/0"}}, {"key": "otel.component.type", "value": {"stringValue": "batching_span_processor"}}"#
            let form =
                type == "sum" ? #""aggregationTemporality": 2, "isMonotonic": \#(name.hasSuffix("processed")), "# : ""
            return """
                {"name": "\(name)", "unit": "{span}", "\(type)": {\(form)"dataPoints": [{"attributes": [\(component)\(attributes)],
                "timeUnixNano": "\(RunningViewer.time(ago: 1))", "asInt": "\(value)"}]}}
                """
        }
        let metrics = [
            metric("otel.sdk.processor.span.queue.size", "sum", 2_000),
            metric("otel.sdk.processor.span.queue.capacity", "sum", 2_048),
            metric(
                "otel.sdk.processor.span.processed",
                "sum",
                60,
                #", {"key": "error.type", "value": {"stringValue": "queue_full"}}"#
            ),
        ]
        let document = """
            {"resourceMetrics": [{"resource": {"attributes": [{"key": "service.name", "value": {"stringValue": "shop"}}]},
            "scopeMetrics": [{"scope": {"name": "sdk"}, "metrics": [\(metrics.joined(separator: ","))]}]}]}
            """
        try await RunningViewer.with { viewer in
            try await Browser.with { browser in
                try await browser.open("\(viewer.url)/exporters")
                try await browser.wait(
                    until: "document.querySelector('.empty').textContent.includes('selfObservability')"
                )
                try await viewer.receive(document, at: "/v1/metrics")
                try await browser.wait(
                    until:
                        "document.querySelector('.component-words').textContent.includes('Dropped 60 spans: the queue')"
                )
                #expect(
                    try await browser.value(
                        "document.querySelector('.gauge').getAttribute('aria-valuetext').startsWith('2')"
                    )
                )
                #expect(try await browser.value("document.querySelector('.verdict').dataset.health") == "error")
            }
        }
    }
}
