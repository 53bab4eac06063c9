/// Draws a trace as a tree of spans with their times, for a terminal or a file.
///
/// ```text
/// trace 0af7651916cd43dd8448eb211c80319c · 128 ms · 4 spans · 1 error · 12:04:31.120Z · shop, payments
/// ✗ POST /checkout  shop · server · 500                   128 ms  ━━━━━━━━━━━━━━━━━━━━━━━━
/// │  INFO  basket priced  items=3  +1.02 ms
/// ├─ SELECT products  client · sqlite                    3.21 ms  ╺╸
/// └─ ✗ POST  client · 402                                41.0 ms       ━━━━━━━╸
///    └─ ✗ POST /charge  payments · server · 402          39.1 ms       ╺━━━━━━
///          ✗ PaymentDeclined: card expired  +12.1 ms
/// ```
///
/// What spans and log lines say is not trusted: see ``render(_:logs:mark:)``.
public struct TraceRenderer: Sendable {
    /// How traces are drawn.
    public struct Options: Hashable, Sendable {
        /// The columns of the terminal; at least 40 are used. Below 72 there are no bars.
        public var width: Int

        /// Whether to use ANSI colours.
        public var isColored: Bool

        /// The most spans that are drawn of one trace; the rest is counted.
        public var maxSpans: Int

        /// The most events, and the most links, that are drawn of one span; the rest is counted.
        public var maxEvents: Int

        /// The most log lines that are drawn of one span; the rest is counted.
        public var maxLogs: Int

        public init(
            width: Int = 100,
            isColored: Bool = false,
            maxSpans: Int = 500,
            maxEvents: Int = 5,
            maxLogs: Int = 20
        ) {
            self.width = width
            self.isColored = isColored
            self.maxSpans = maxSpans
            self.maxEvents = maxEvents
            self.maxLogs = maxLogs
        }
    }

    /// What a reader should know of a trace that was drawn before.
    public enum Mark: Hashable, Sendable {
        /// Spans or log lines have come since, or spans have changed.
        case updated(lateSpans: Int, lateLogs: Int = 0)
    }

    public let options: Options

    public init(options: Options = Options()) {
        self.options = options
    }

    /// The trace in lines, the last one ended too.
    ///
    /// Control characters and other invisible ones are written out, texts that are too long end in "…", and what has no
    /// end (spans, events, log lines, depth) is counted instead: no span can do more to a terminal than take its lines.
    /// No line is wider than the options say.
    ///
    /// - Parameter logs: the trace's log lines, which are drawn under their spans.
    public func render(_ trace: Trace, logs: [LogEntry] = [], mark: Mark? = nil) -> String {
        var drawing = TraceDrawing(trace: trace, logs: logs, options: options)
        drawing.drawHeader(mark: mark)
        drawing.drawTree()
        return drawing.text
    }
}
