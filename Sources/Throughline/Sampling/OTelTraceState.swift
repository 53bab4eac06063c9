import OTLP
import WireText

/// What the samplers along a trace tell each other: the member `ot` of the trace state, `ot=th:c;rv:6e6d1a75832a2f`.
///
/// Specification: https://opentelemetry.io/docs/specs/otel/trace/tracestate-handling/
struct OTelTraceState: Hashable {
    /// The threshold that the last sampler has applied (`th`).
    var threshold: SamplingThreshold?
    /// The randomness of the trace, where it is not that of its id (`rv`).
    var randomness: UInt64?
    /// What is not known here, and passed on.
    private var others: [Substring] = []

    private static let key = "ot"
    /// The longest member that is read or written, in bytes.
    private static let maximumLength = 256

    /// Reads the member. What is malformed is left out.
    init(_ traceState: TraceState) {
        guard let text = traceState[Self.key] else { return }
        for field in text.split(separator: ";") {
            let digits = field.dropFirst(3)
            if field.hasPrefix("th:") {
                // Zeros at the end are left out.
                threshold = Self.number(digits, in: 1...14).map {
                    SamplingThreshold(value: $0 << UInt64(4 * (14 - digits.utf8.count)))
                }
            } else if field.hasPrefix("rv:") {
                randomness = Self.number(digits, in: 14...14)
            } else {
                others.append(field)
            }
        }
    }

    /// The trace state with this as its member.
    func written(to traceState: TraceState) -> TraceState {
        var fields: [Substring] = []
        if let threshold, threshold != .never {
            let digits = threshold.value.hexDigits.dropFirst(2)
            let significant = digits.reversed().drop { $0 == "0" }.count
            fields.append("th:" + digits.prefix(max(significant, 1)))
        }
        if let randomness { fields.append("rv:" + randomness.hexDigits.dropFirst(2)) }
        fields += others
        var text = fields.joined(separator: ";")
        while text.utf8.count > Self.maximumLength, !fields.isEmpty {
            fields.removeLast()
            text = fields.joined(separator: ";")
        }
        guard text != traceState[Self.key] ?? "" else { return traceState }
        var traceState = traceState
        traceState[Self.key] = text.isEmpty ? nil : text
        return traceState
    }

    private static func number(_ digits: Substring, in lengths: ClosedRange<Int>) -> UInt64? {
        guard lengths.contains(digits.utf8.count), digits.utf8.allSatisfy({ $0.lowercaseHexValue != nil }) else {
            return nil
        }
        return UInt64(digits, radix: 16)
    }
}
