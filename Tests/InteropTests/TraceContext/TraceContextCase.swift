import Testing

/// Headers that come in, and what has to become of them in the headers that go out.
struct TraceContextCase: Sendable, CustomTestStringConvertible {
    let testDescription: String
    /// Header lines as they stand on the wire.
    var lines: [[UInt8]]
    var trace: Trace
    /// The `tracestate` that goes out; `nil` if none does.
    var traceState: String?
    /// The `baggage` that goes out; `nil` if none does.
    var baggage: String?

    enum Trace: Equatable {
        /// The trace goes on, with these flags.
        case continues(flags: String)
        /// A trace of its own begins.
        case restarts
    }

    /// The ids of the trace that comes in.
    static let traceID = "4bf92f3577b34da6a3ce929d0e0e4736"
    static let parentID = "00f067aa0ba902b7"
    static let parent = "traceparent: 00-\(traceID)-\(parentID)-00"

    /// A `traceparent` after which the trace goes on.
    static func continues(_ description: String, _ lines: String..., flags: String = "01") -> Self {
        Self(description, lines, .continues(flags: flags))
    }

    /// A `traceparent` that is not one. What it brings along is not for the new trace.
    static func restarts(_ description: String, _ lines: String...) -> Self {
        Self(description, lines + ["tracestate: vendor=1"], .restarts)
    }

    /// A `tracestate`, beside a good `traceparent`.
    static func state(_ description: String, _ lines: String..., becomes traceState: String?) -> Self {
        Self(description, [parent] + lines, .continues(flags: "00"), traceState: traceState)
    }

    /// A `baggage`, without a trace.
    static func baggage(_ description: String, _ lines: String..., becomes baggage: String?) -> Self {
        Self(description, lines, .restarts, baggage: baggage)
    }

    init(
        _ description: String,
        _ lines: [String],
        _ trace: Trace,
        traceState: String? = nil,
        baggage: String? = nil
    ) {
        testDescription = description
        self.lines = lines.map { Array($0.utf8) }
        self.trace = trace
        self.traceState = traceState
        self.baggage = baggage
    }
}
