public import OTLP

extension Trace {
    /// The trace that requests hold: the one of their first span.
    /// - Returns: `nil` when there is no valid span.
    public init?(_ resourceSpans: [ResourceSpans], logs resourceLogs: [ResourceLogs] = []) {
        var found: ID?
        var spans: [Span] = []
        for resourceSpans in resourceSpans {
            let resource = resourceSpans.resource ?? Resource()
            for scopeSpans in resourceSpans.scopeSpans {
                for data in scopeSpans.spans {
                    let scope = scopeSpans.scope ?? InstrumentationScope()
                    guard let id = ID(bytes: data.traceID), id == found ?? id,
                        let span = try? Span(data, resource: resource, scope: scope)
                    else { continue }
                    found = id
                    spans.append(span)
                }
            }
        }
        guard let found else { return nil }
        let logs = resourceLogs.flatMap { resourceLogs in
            resourceLogs.scopeLogs.flatMap { scopeLogs in
                scopeLogs.logRecords.map { record in
                    LogEntry(
                        record,
                        resource: resourceLogs.resource ?? Resource(),
                        scope: scopeLogs.scope ?? InstrumentationScope()
                    )
                }
            }
        }
        self.init(id: found, spans: spans, logs: logs.filter { $0.traceID == found })
    }
}
