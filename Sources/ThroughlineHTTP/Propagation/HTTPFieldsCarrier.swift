public import HTTPTypes
public import Instrumentation

/// Reads a trace's context from HTTP headers and writes it there.
///
/// ```swift
/// var context = InstrumentationContext.current ?? .topLevel
/// InstrumentationSystem.instrument.extract(request.headerFields, into: &context, using: HTTPFieldsCarrier())
/// ```
///
/// A header that stands several times is read as one, joined with commas: for `tracestate` and `baggage` that is their
/// meaning, and a `traceparent` that stands twice becomes malformed, which starts a new trace (W3C Trace Context,
/// section 3.2). Writing replaces what stood there, so that a context that was passed through cannot contradict the new
/// one.
public struct HTTPFieldsCarrier: Extractor, Injector {
    public init() {}

    /// The header's value; `nil` where there is none, or where `key` cannot be a header's name.
    public func extract(key: String, from carrier: HTTPFields) -> String? {
        HTTPField.Name(tracing: key).flatMap { carrier.joined($0) }
    }

    /// Sets the header. Nothing happens where `key` cannot be a header's name.
    public func inject(_ value: String, forKey key: String, into carrier: inout HTTPFields) {
        guard let name = HTTPField.Name(tracing: key) else { return }
        carrier[name] = value
    }
}

extension HTTPFields {
    /// What the subscript returns, without the sequences that it is made of: nearly every header stands once or never, and
    /// those that a request is traced by are looked for in every request.
    func joined(_ name: HTTPField.Name) -> String? {
        let canonicalName = name.canonicalName
        var joined: String?
        for field in self where field.name.canonicalName == canonicalName {
            if joined == nil {
                joined = field.value
            } else {
                joined? += ", "
                joined? += field.value
            }
        }
        return joined
    }
}

extension HTTPField.Name {
    /// Checking a name costs; those of nearly every request are checked once.
    fileprivate init?(tracing key: String) {
        switch key {
        case "traceparent": self = .traceParent
        case "tracestate": self = .traceState
        case "baggage": self = .baggage
        default: self.init(key)
        }
    }

    private static let traceParent = HTTPField.Name("traceparent")!
    private static let traceState = HTTPField.Name("tracestate")!
    private static let baggage = HTTPField.Name("baggage")!
}
