public import Instrumentation
import WireText

/// The header fields that carry a trace on to the next service, as the current tracing backend writes them.
///
/// Any HTTP client sends them:
///
/// ```swift
/// for (name, value) in TraceFields() {
///     urlRequest.setValue(value, forHTTPHeaderField: name)
/// }
/// ```
///
/// `HTTPFields` and dictionaries have `injectTrace()`. There are none without a tracing backend.
///
/// None of them can break a request: what is no header field by RFC 9110, what is not ASCII, and what is so long that
/// servers refuse it is left out.
public struct TraceFields: Sendable, Sequence {
    private var fields: [(name: String, value: String)] = []
    private var length = 0

    /// - Parameter context: The context whose trace goes on; by default the task's current one.
    public init(_ context: InstrumentationContext? = .current) {
        guard let context else { return }
        InstrumentationSystem.instrument.inject(context, into: &self, using: FieldInjector())
    }

    public func makeIterator() -> some IteratorProtocol<(name: String, value: String)> { fields.makeIterator() }

    public var isEmpty: Bool { fields.isEmpty }

    /// A field that was meant for another `traceparent`, and must not stay beside the new one (W3C Trace Context,
    /// section 3.3).
    package var obsolete: String? {
        let names = fields.lazy.map(\.name)
        guard names.contains(where: { $0.isSameField(as: "traceparent") }),
            !names.contains(where: { $0.isSameField(as: "tracestate") })
        else { return nil }
        return "tracestate"
    }

    fileprivate mutating func set(_ name: String, to value: String) {
        guard !name.isEmpty, name.utf8.allSatisfy(\.isTokenCharacter), value.utf8.allSatisfy(\.isVisibleOrSpace) else {
            return
        }
        let size = name.utf8.count + value.utf8.count
        guard size <= longestField, length + size <= longestFields else { return }
        length += size
        fields.removeAll { $0.name.isSameField(as: name) }
        fields.append((name, value))
    }
}

private struct FieldInjector: Injector {
    func inject(_ value: String, forKey key: String, into carrier: inout TraceFields) {
        carrier.set(key, to: value)
    }
}

/// A name and the 8,192 bytes that baggage may have (W3C Baggage, section 3.3.2).
private let longestField = 8_192 + 64
/// Twice that: servers refuse requests with more headers than this, many with less.
private let longestFields = 16_384

extension String {
    /// Whether two names are the same field's: letter case does not count (RFC 9110, section 5.1).
    func isSameField(as other: String) -> Bool {
        utf8.count == other.utf8.count
            && zip(utf8, other.utf8).allSatisfy { $0.lowercasedLetter == $1.lowercasedLetter }
    }
}
