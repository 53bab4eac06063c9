import OTLP
import SemanticConventions

/// A span as Zipkin's version 2 has it.
///
/// Sources: https://zipkin.io/zipkin-api/#/default/post_spans, and what becomes of which of ours:
/// https://opentelemetry.io/docs/specs/otel/trace/sdk_exporters/zipkin/
struct ZipkinSpan: Encodable {
    struct Endpoint: Encodable {
        var serviceName: String?
        var ipv4: String?
        var ipv6: String?
        var port: Int64?
    }

    struct Annotation: Encodable {
        /// Microseconds since 1970.
        var timestamp: UInt64
        var value: String
    }

    var traceId: String
    var id: String
    var parentId: String?
    var name: String
    var kind: String?
    /// Microseconds since 1970.
    var timestamp: UInt64
    /// In microseconds. Zipkin takes 0 for unknown.
    var duration: UInt64
    var localEndpoint: Endpoint
    var remoteEndpoint: Endpoint?
    var annotations: [Annotation]?
    var tags: [String: String]?

    static func spans(of request: ExportTraceServiceRequest) -> [ZipkinSpan] {
        request.resourceSpans.flatMap { resourceSpans in
            let attributes = resourceSpans.resource?.attributes ?? []
            let service = attributes.first { $0.key == AttributeKey.serviceName.name }?.value?.plainText
            return resourceSpans.scopeSpans.flatMap { scopeSpans in
                scopeSpans.spans.map { ZipkinSpan($0, scope: scopeSpans.scope, service: service) }
            }
        }
    }

    private init(_ span: OTLP.Span, scope: InstrumentationScope?, service: String?) {
        traceId = span.traceID.hexDigits
        id = span.spanID.hexDigits
        parentId = span.parentSpanID.isEmpty ? nil : span.parentSpanID.hexDigits
        name = span.name
        kind =
            switch span.kind {
            case .server: "SERVER"
            case .client: "CLIENT"
            case .producer: "PRODUCER"
            case .consumer: "CONSUMER"
            default: nil
            }
        timestamp = span.startTimeUnixNano / 1000
        let nanoseconds =
            span.endTimeUnixNano > span.startTimeUnixNano ? span.endTimeUnixNano - span.startTimeUnixNano : 0
        duration = max(nanoseconds / 1000, 1)
        localEndpoint = Endpoint(serviceName: service)
        let values = Dictionary(span.attributes.map { ($0.key, $0.value ?? .empty) }) { first, _ in first }
        if span.kind == .client || span.kind == .producer { remoteEndpoint = Endpoint(remote: values) }
        annotations =
            span.events.isEmpty
            ? nil
            : span.events.map { event in
                let attributes = AnyValue.keyValueList(event.attributes).plainText
                let value = event.attributes.isEmpty ? event.name : "\"\(event.name)\": \(attributes)"
                return Annotation(timestamp: event.timeUnixNano / 1000, value: value)
            }
        let tags = Self.tags(of: span, scope: scope, values: values)
        self.tags = tags.isEmpty ? nil : tags
    }

    private static func tags(
        of span: OTLP.Span,
        scope: InstrumentationScope?,
        values: [String: AnyValue]
    ) -> [String: String] {
        var tags = values.mapValues(\.plainText)
        if let scope, !scope.name.isEmpty {
            tags["otel.scope.name"] = scope.name
            if !scope.version.isEmpty { tags["otel.scope.version"] = scope.version }
        }
        for (name, count) in [
            ("attributes", span.droppedAttributesCount), ("events", span.droppedEventsCount),
            ("links", span.droppedLinksCount),
        ] where count > 0 {
            tags["otel.dropped_\(name)_count"] = "\(count)"
        }
        // An error is the tag alone, whatever an attribute of that name said.
        tags["error"] = nil
        switch span.status?.code {
        case .ok: tags["otel.status_code"] = "OK"
        case .error:
            tags["otel.status_code"] = "ERROR"
            tags["error"] = span.status?.message ?? ""
        default: break
        }
        return tags
    }
}

extension ZipkinSpan.Endpoint {
    /// Who was called, by the first attribute that says it.
    fileprivate init?(remote values: [String: AnyValue]) {
        let names = ["peer.service", "server.address", "network.peer.address", "net.peer.name", "db.namespace"]
        guard let name = names.lazy.compactMap({ values[$0]?.plainText }).first(where: { !$0.isEmpty }) else {
            return nil
        }
        serviceName = name
        if case .string(let address) = values["network.peer.address"] {
            if address.contains(":") { ipv6 = address } else { ipv4 = address }
        }
        for port in ["server.port", "network.peer.port"] {
            if case .int(let number) = values[port] {
                self.port = number
                break
            }
        }
    }
}
