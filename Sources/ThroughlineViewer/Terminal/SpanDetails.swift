import OTLP

/// What is worth knowing of a span beside its name, chosen by the semantic conventions.
struct SpanDetails {
    /// A word or two that stand beside the name.
    struct Word: Hashable {
        let text: String
        let style: TerminalStyle
        /// Whether the word is still of use when its end is cut off.
        let isElastic: Bool

        init(_ text: String, _ style: TerminalStyle = .dim, isElastic: Bool = false) {
            self.text = text
            self.style = style
            self.isElastic = isElastic
        }
    }

    /// A line below the span.
    struct Note: Hashable {
        let sign: String
        let text: String
        let style: TerminalStyle
        /// Nanoseconds after the span's start, if the note is of something that happened then.
        let offset: UInt64?
    }

    private let span: Trace.Span
    let attributes: [String: AnyValue]

    init(_ span: Trace.Span) {
        self.span = span
        attributes = Dictionary(
            span.attributes.map { ($0.key, $0.value ?? .empty) },
            uniquingKeysWith: { first, _ in first }
        )
    }

    /// The words beside the name, the most telling first.
    var words: [Word] {
        var words: [Word] = []
        if let kind { words.append(Word(kind)) }
        if let code = attributes["http.response.status_code"]?.intValue ?? attributes["http.status_code"]?.intValue {
            words.append(Word(String(code), code >= 500 ? .error : code >= 400 ? .warning : .dim))
        }
        if let count = attributes["http.request.resend_count"]?.intValue, count > 0 {
            words.append(Word("retry \(count)", .warning))
        }
        if let system = text("db.system.name") ?? text("db.system") { words.append(Word(system)) }
        words += databaseWords + jobWords + inboxWords + mailWords
        if let target { words.append(Word(target, isElastic: true)) }
        words += ownAttributes.map { Word(AttributeText.pair($0), isElastic: true) }
        return words
    }

    /// The lines below: what went wrong, what happened, what the span is linked to.
    func notes(maxEvents: Int) -> [Note] {
        var notes: [Note] = []
        let shown = span.data.events.prefix(maxEvents)
        if let failure = failure(beside: shown) { notes.append(failure) }
        notes += shown.map(note)
        let hiddenEvents = span.data.events.count - shown.count
        if hiddenEvents > 0 { notes.append(.plain("… \(counted(hiddenEvents, "more event"))")) }
        let links = span.data.links.prefix(maxEvents)
        notes += links.map { link in
            let trace = link.traceID == span.data.traceID ? "" : "trace \(Self.id(link.traceID)), "
            return .plain("↗ linked to \(trace)span \(Self.id(link.spanID))")
        }
        let hiddenLinks = span.data.links.count - links.count
        if hiddenLinks > 0 { notes.append(.plain("… \(counted(hiddenLinks, "more link"))")) }
        return notes
    }
}

extension SpanDetails {
    private var kind: String? {
        switch span.kind {
        case .server: "server"
        case .client: "client"
        case .producer: "producer"
        case .consumer: "consumer"
        default: nil
        }
    }

    /// What the span was about, where its name leaves that open.
    private var target: String? {
        if let query = text("db.query.text") ?? text("db.statement") { return query }
        switch span.kind {
        case .client: return text("url.full") ?? mailTarget
        case .server:
            guard let path = text("url.path"), !Self.clipped(span.name).contains(Self.clipped(path)) else { return nil }
            return path
        case .producer, .consumer:
            guard let name = text("messaging.destination.name"), !Self.clipped(span.name).contains(Self.clipped(name))
            else { return nil }
            return name
        default: return nil
        }
    }

    /// The attributes of a span that an application made itself. Those of the others are for machines, mostly.
    private var ownAttributes: [KeyValue] {
        guard span.kind == .internal || span.kind == .unspecified else { return [] }
        let prefixes = [
            "code.", "thread.", "error.", "exception.", "db.", "http.", "url.", "network.", "server.",
            "throughline.db.", "throughline.mail.",
        ]
        return span.attributes.filter { attribute in !prefixes.contains { attribute.key.hasPrefix($0) } }
    }

    /// Why the span failed, unless one of the events that are shown says the same.
    private func failure(beside shown: ArraySlice<OTLP.Span.Event>) -> Note? {
        guard span.isError else { return nil }
        let message = Self.clipped(span.data.status?.message ?? "")
        let type = Self.clipped(text("error.type") ?? "")
        let exceptions = shown.filter { $0.name == "exception" }.map(Self.exceptionText)
        let text: String
        if message.isEmpty {
            // A status code stands beside the name already.
            guard exceptions.isEmpty, !type.isEmpty, Int(type) == nil else { return nil }
            text = type
        } else {
            guard !exceptions.contains(where: { $0.contains(message) }) else { return nil }
            text = type.isEmpty || message.contains(type) ? message : "\(type): \(message)"
        }
        return Note(sign: "✗", text: text, style: .error, offset: nil)
    }

    private func note(of event: OTLP.Span.Event) -> Note {
        let start = span.startTimeUnixNano
        let offset = event.timeUnixNano >= start ? event.timeUnixNano - start : nil
        if event.name == "exception" {
            let text = Self.exceptionText(event)
            // An exception that did not fail the span has been handled.
            return span.isError
                ? Note(sign: "✗", text: text, style: .error, offset: offset)
                : Note(sign: "!", text: text, style: .warning, offset: offset)
        }
        let texts =
            [event.name.isEmpty ? "(unnamed event)" : event.name]
            + event.attributes.prefix(8).map { AttributeText.pair($0) }
        return Note(sign: "•", text: texts.joined(separator: "  "), style: .dim, offset: offset)
    }

    private static func exceptionText(_ event: OTLP.Span.Event) -> String {
        let type = AttributeText.value(event.attributes["exception.type"])
        let message = AttributeText.value(event.attributes["exception.message"])
        let parts = [type, message].filter { !$0.isEmpty }.map(clipped)
        return parts.isEmpty ? "exception" : parts.joined(separator: ": ")
    }

    /// More than a line ever shows: who looks for one text in another shall not do so in megabytes.
    private static func clipped(_ text: String) -> String {
        String(text.unicodeScalars.prefix(1_000))
    }

    private static func id(_ bytes: [UInt8]) -> String {
        Trace.ID(bytes: bytes)?.hex ?? Trace.Span.ID(bytes: bytes)?.hex ?? "(invalid id)"
    }

    func text(_ key: String) -> String? {
        guard let text = attributes[key]?.stringValue, !text.isEmpty else { return nil }
        return text
    }
}

extension SpanDetails.Note {
    fileprivate static func plain(_ text: String) -> Self {
        Self(sign: "", text: text, style: .dim, offset: nil)
    }
}

/// `1 span`, `12,345 spans`.
func counted(_ count: Int, _ noun: String) -> String {
    var digits = String(count)
    var position = digits.utf8.count - 3
    while position > 0 {
        digits.insert(",", at: digits.index(digits.startIndex, offsetBy: position))
        position -= 3
    }
    return "\(digits) \(noun)\(count == 1 ? "" : "s")"
}
