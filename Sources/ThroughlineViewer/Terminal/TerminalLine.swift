/// A line being composed: text with colours, and its width without them.
struct TerminalLine {
    private(set) var text = ""
    private(set) var width = 0
    private let isColored: Bool

    init(isColored: Bool) {
        self.isColored = isColored
    }

    mutating func append(_ piece: TerminalText, _ style: TerminalStyle = .plain) {
        append(piece.text, width: piece.width, style)
    }

    /// - Parameter piece: text of our own, every character of which takes one column.
    mutating func append(_ piece: String, _ style: TerminalStyle = .plain) {
        append(piece, width: piece.unicodeScalars.count, style)
    }

    /// Adds spaces until the line is `width` columns wide.
    mutating func pad(to width: Int) {
        append(String(repeating: " ", count: max(0, width - self.width)))
    }

    private mutating func append(_ piece: String, width: Int, _ style: TerminalStyle) {
        guard !piece.isEmpty else { return }
        text += isColored ? style.applied(to: piece) : piece
        self.width += width
    }
}
