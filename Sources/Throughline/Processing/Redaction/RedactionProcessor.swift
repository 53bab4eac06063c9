import OTLP
import SpanRecording
public import Tracing
import WireText

/// Takes secrets out of spans and log records before they leave the process, wherever they were put: in attributes, in those of events
/// and links, in names, descriptions and bodies.
///
/// ```swift
/// let redaction = RedactionProcessor(
///     keys: ["user.email", "http.request.header.*"],
///     values: [.emailAddress, .cardNumber],
///     replacement: .hash(key: secret)
/// )
/// configuration.traces.processors.append(redaction)
/// configuration.logs.processors.append(redaction)
/// ```
///
/// What stands for it is the attribute's value, or the part of a text. Processors that come before it see everything.
public struct RedactionProcessor: EndingSpanProcessor, LogRecordProcessor {
    /// What stands in the place of a secret.
    public enum Replacement: Sendable {
        /// A text.
        case text(String)
        /// The beginning of a keyed hash (HMAC-SHA-256, 64 bits), the same for the same secret: what belongs together still
        /// shows, and nobody without the key finds out what it was by trying.
        case hash(key: [UInt8])
        /// Nothing: the attribute is removed, and a text is `…` where it was.
        case removal
    }

    private let keys: [Wildcard]
    private let patterns: [SecretPattern]
    private let replacement: Replacement

    /// - Parameters:
    ///   - keys: Names of attributes whose values are secrets; `*` stands for any number of characters.
    ///   - values: What is a secret wherever it stands in a text.
    ///   - replacement: What stands in its place.
    public init(
        keys: [String] = [],
        values patterns: [SecretPattern] = [],
        replacement: Replacement = .text("REDACTED")
    ) {
        self.keys = keys.map { Wildcard($0, ignoresCase: true) }
        self.patterns = patterns
        self.replacement = replacement
    }

    public func onEnding(_ span: inout EndingSpan) {
        span.name = redacted(span.name)
        if let status = span.status, let message = status.message {
            span.status = SpanStatus(code: status.code, message: redacted(message))
        }
        redact(&span.attributes)
        for index in span.events.indices {
            span.events[index].attributes = redacted(span.events[index].attributes)
        }
        span.links = span.links.map { .init(spanContext: $0.spanContext, attributes: redacted($0.attributes)) }
    }

    public func onEmit(_ record: LogRecord, context: InstrumentationContext) -> LogRecord? {
        var record = record
        record.body = record.body.map(redacted)
        record.attributes = redacted(record.attributes)
        return record
    }

    public func forceFlush() async {}
    public func shutdown() async {}

    // MARK: Attributes

    private func redact(_ attributes: inout Attributes) {
        guard attributes.contains(where: { isRedacted($0) }) else { return }
        var redacted = Attributes(minimumCapacity: attributes.count)
        for attribute in attributes { redacted[attribute.name] = value(attribute.name, attribute.value) }
        attributes = redacted
    }

    private func redacted(_ attributes: SpanAttributes) -> SpanAttributes {
        var flat = Attributes()
        attributes.forEach { name, value in flat[name] = AttributeValue(value) }
        redact(&flat)
        var redacted: SpanAttributes = [:]
        for attribute in flat { redacted.set(attribute.name, value: attribute.value.standard) }
        return redacted
    }

    private func isRedacted(_ attribute: Attributes.Element) -> Bool {
        isSecret(attribute.name) || value(attribute.name, attribute.value) != attribute.value
    }

    private func isSecret(_ name: String) -> Bool { keys.contains { $0.matches(name) } }

    private func value(_ name: String, _ value: AttributeValue) -> AttributeValue? {
        if isSecret(name) {
            let secret = if case .string(let text) = value { text } else { "\(value)" }
            return replaced(secret).map { .string($0) }
        }
        guard !patterns.isEmpty else { return value }
        return switch value {
        case .string(let text): .string(redacted(text))
        case .strings(let texts): .strings(texts.map(redacted))
        default: value
        }
    }

    private func redacted(_ attributes: [KeyValue]) -> [KeyValue] {
        attributes.compactMap { attribute in
            var attribute = attribute
            guard isSecret(attribute.key) else {
                attribute.value = attribute.value.map(redacted)
                return attribute
            }
            guard let text = replaced(attribute.value?.plainText ?? "") else { return nil }
            attribute.value = .string(text)
            return attribute
        }
    }

    private func redacted(_ value: AnyValue) -> AnyValue {
        switch value {
        case .string(let text): .string(redacted(text))
        case .array(let values): .array(values.map(redacted))
        case .keyValueList(let members): .keyValueList(redacted(members))
        default: value
        }
    }

    // MARK: Texts

    private func redacted(_ text: String) -> String {
        patterns.reduce(text) { text, pattern in
            var result = ""
            var end = text.startIndex
            for range in pattern.ranges(in: text) where range.lowerBound >= end && range.upperBound <= text.endIndex {
                result += text[end..<range.lowerBound]
                result += replaced(String(text[range])) ?? "…"
                end = range.upperBound
            }
            return end == text.startIndex ? text : result + text[end...]
        }
    }

    /// `nil` where nothing is to stand there.
    private func replaced(_ secret: String) -> String? {
        switch replacement {
        case .text(let text): text
        case .hash(let key): HMAC.authenticate(Array(secret.utf8), key: key).prefix(8).hexadecimal
        case .removal: nil
        }
    }
}
