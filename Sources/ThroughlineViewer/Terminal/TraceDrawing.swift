/// One trace being drawn.
struct TraceDrawing {
    private static let durationWidth = 7

    let options: TraceRenderer.Options
    let width: Int
    private let trace: Trace
    private let tree: TraceTree
    private let barWidth: Int
    private let nameWidth: Int
    private let startTime: UInt64
    private let duration: UInt64
    /// The services in the order in which the tree meets them; the place decides the colour.
    private let services: [String: Int]
    /// The log lines by their spans, and under `nil` those of spans that have not arrived.
    private let logs: [Trace.Span.ID?: [LogEntry]]
    private let logCount: Int

    private(set) var text = ""

    init(trace: Trace, logs: [LogEntry], options: TraceRenderer.Options) {
        self.trace = trace
        self.options = options
        tree = trace.tree
        width = max(40, options.width)
        barWidth = width < 72 ? 0 : min(width / 4, 40)
        nameWidth = width - 2 - Self.durationWidth - (barWidth == 0 ? 0 : 2 + barWidth)
        startTime = trace.startTimeUnixNano
        duration = trace.durationNanoseconds
        var services: [String: Int] = [:]
        for visit in tree.depthFirst() {
            let service = tree.nodes[visit.index].span.serviceName
            if services[service] == nil { services[service] = services.count }
        }
        self.services = services
        let ids = Set(trace.spans.lazy.map(\.id))
        self.logs = Dictionary(grouping: logs) { entry in entry.spanID.flatMap { ids.contains($0) ? $0 : nil } }
        logCount = logs.count
    }

    mutating func drawHeader(mark: TraceRenderer.Mark?) {
        var line = TerminalLine(isColored: options.isColored)
        line.append("trace \(trace.id.hex)", .bold)
        flow(TimeText.duration(nanoseconds: duration), to: &line)
        flow(counted(trace.spans.count, "span"), to: &line)
        let errors = trace.errorCount
        if errors > 0 { flow(counted(errors, "error"), .boldError, to: &line) }
        if logCount > 0 { flow(counted(logCount, "log line"), to: &line) }
        if startTime > 0 { flow(TimeText.timeOfDay(unixNano: startTime), to: &line) }
        flowServices(to: &line)
        if !trace.hasRoot { flow("(incomplete: root not received)", .warning, after: "  ", to: &line) }
        switch mark {
        case nil: break
        case .updated(let lateSpans, let lateLogs):
            let late = [(lateSpans, "late span"), (lateLogs, "late log line")].filter { $0.0 > 0 }.map(counted)
            let text = late.isEmpty ? "(updated)" : "(updated: \(late.joined(separator: ", ")))"
            flow(text, .warning, after: "  ", to: &line)
        }
        end(line)
    }

    mutating func drawTree() {
        var guides = TreeGuides(maxLevels: max(4, nameWidth / 2 / 3))
        var drawn = 0
        for visit in tree.depthFirst() {
            guard drawn < options.maxSpans else { break }
            drawn += 1
            guides.visit(visit)
            drawSpan(at: visit, guides: guides)
            drawNotes(at: visit, guides: guides)
        }
        let hidden = tree.nodes.count - drawn
        if hidden > 0 {
            var line = TerminalLine(isColored: options.isColored)
            line.append("… \(counted(hidden, "more span"))", .dim)
            end(line)
        }
        if let logs = logs[nil] {
            var line = TerminalLine(isColored: options.isColored)
            line.append("(log lines without a span here)", .warning)
            end(line)
            drawLogs(logs, after: "   ", from: startTime)
        }
    }
}

extension TraceDrawing {
    private mutating func drawSpan(at visit: TraceTree.Visit, guides: TreeGuides) {
        let span = tree.nodes[visit.index].span
        let parentService = visit.parent.map { tree.nodes[$0].span.serviceName }

        var line = TerminalLine(isColored: options.isColored)
        line.append(guides.branch, .dim)
        if span.isError { line.append("✗ ", .boldError) }

        // A name may take all there is, except for the word that says that another service begins.
        var room = nameWidth - line.width
        let service = span.serviceName == parentService ? nil : serviceText(span.serviceName, limit: 24)
        let reserved = service.map { $0.width + 2 } ?? 0
        let name = TerminalText(span.name.isEmpty ? "(unnamed)" : span.name, limit: max(room - reserved, min(room, 16)))
        line.append(name, span.isError ? .boldError : visit.depth == 0 ? .bold : .plain)
        room -= name.width

        var separator = "  "
        func append(_ word: TerminalText, _ style: TerminalStyle) {
            line.append(separator, .dim)
            line.append(word, style)
            room -= separator.unicodeScalars.count + word.width
            separator = " · "
        }
        if let service, service.width + separator.count <= room { append(service, style(of: span.serviceName)) }
        for word in SpanDetails(span).words {
            let limit = room - separator.count
            let whole = TerminalText(word.text, limit: max(limit, 0) + 1)
            if whole.width <= limit {
                append(whole, word.style)
            } else if word.isElastic, limit >= 12 {
                append(TerminalText(word.text, limit: limit), word.style)
            }
        }

        line.pad(to: nameWidth)
        let time = TimeText.duration(nanoseconds: span.durationNanoseconds)
        line.pad(to: line.width + 2 + Self.durationWidth - time.unicodeScalars.count)
        line.append(time)
        if barWidth > 0 {
            line.append("  ")
            let bar = TimeBar.text(
                offset: span.startTimeUnixNano > startTime ? span.startTimeUnixNano - startTime : 0,
                duration: span.durationNanoseconds,
                total: duration,
                columns: barWidth
            )
            line.append(bar.trimmingSuffix(" "), span.isError ? .error : style(of: span.serviceName))
        }
        end(line)
    }

    private mutating func drawNotes(at visit: TraceTree.Visit, guides: TreeGuides) {
        let node = tree.nodes[visit.index]
        let stem = guides.stem(hasChildren: !node.children.isEmpty)
        func line() -> TerminalLine {
            var line = TerminalLine(isColored: options.isColored)
            line.append(stem, .dim)
            return line
        }

        let parent = node.span.parentID?.hex ?? ""
        switch node.placement {
        case .root, .child: break
        case .orphan:
            var line = line()
            line.append(TerminalText("(orphan: parent \(parent) not received)", limit: width - line.width), .warning)
            end(line)
        case .cycle:
            var line = line()
            line.append(TerminalText("(cycle: its parent \(parent) is below it)", limit: width - line.width), .warning)
            end(line)
        }
        for note in SpanDetails(node.span).notes(maxEvents: options.maxEvents) {
            var line = line()
            let time = note.offset.map { "  +" + TimeText.duration(nanoseconds: $0) } ?? ""
            let sign = note.sign.isEmpty ? "" : note.sign + " "
            line.append(sign, note.style)
            let room = width - line.width
            let limit = room - time.unicodeScalars.count
            line.append(TerminalText(note.text, limit: limit < 8 ? room : limit), note.style)
            if limit >= 8 { line.append(time, .dim) }
            end(line)
        }
        if let logs = logs[node.span.id] { drawLogs(logs, after: stem, from: node.span.startTimeUnixNano) }
    }
}

extension TraceDrawing {
    /// Appends a piece of the header, on a new line if this one is full.
    private mutating func flow(
        _ piece: String,
        _ style: TerminalStyle = .plain,
        after separator: String = " · ",
        to line: inout TerminalLine
    ) {
        let isRoom = line.width + separator.unicodeScalars.count + piece.unicodeScalars.count <= width
        if isRoom {
            line.append(separator, .dim)
        } else {
            end(line)
            line = TerminalLine(isColored: options.isColored)
            line.append("  ")
        }
        line.append(piece, style)
    }

    /// Appends the services, on a new line if this one has no room for all; and of very many, as many as fit.
    private mutating func flowServices(to line: inout TerminalLine) {
        let names = services.sorted { $0.value < $1.value }.map(\.key)
        let shown = names.prefix(width / 4).map { (name: $0, text: serviceText($0, limit: 24)) }
        let total = shown.reduce(0) { $0 + $1.text.width + 2 } - 2
        var separator = " · "
        if line.width + separator.unicodeScalars.count + total > width {
            end(line)
            line = TerminalLine(isColored: options.isColored)
            separator = "  "
        }
        let isRoomForAll =
            shown.count == names.count && line.width + separator.unicodeScalars.count + total <= width
        for (position, service) in shown.enumerated() {
            let following = names.count - position - 1
            // The room for ", +9 more".
            let reserved = isRoomForAll || following == 0 ? 0 : 8 + String(following).count
            guard line.width + separator.unicodeScalars.count + service.text.width + reserved <= width else {
                flow("+\(following + 1) more", .dim, after: separator, to: &line)
                return
            }
            line.append(separator, .dim)
            line.append(service.text, style(of: service.name))
            separator = ", "
        }
    }

    private func serviceText(_ name: String, limit: Int) -> TerminalText {
        TerminalText(name.isEmpty ? "unknown service" : name, limit: limit)
    }

    private func style(of service: String) -> TerminalStyle {
        .service(services[service] ?? 0)
    }

    mutating func end(_ line: TerminalLine) {
        text += line.text
        text += "\n"
    }
}

extension String {
    fileprivate func trimmingSuffix(_ character: Character) -> String {
        var text = self
        while text.last == character { text.removeLast() }
        return text
    }
}
