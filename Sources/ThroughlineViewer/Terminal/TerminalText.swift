import WireText

/// Text of unknown origin, made safe for a terminal and measured in its columns.
///
/// What a span says is not trusted: an escape sequence in a name could move the cursor, change the title, or worse. So
/// control characters, invisible ones and those that turn the direction of writing are written out, as `\u{1B}` say.
public struct TerminalText: Hashable, Sendable {
    /// The safe text, in one line.
    public private(set) var text = ""
    /// The columns that the text takes.
    public private(set) var width = 0

    /// - Parameters:
    ///   - source: any text, of any length; no more of it is looked at than fits.
    ///   - limit: the most columns; text that is longer ends in "…".
    public init(_ source: some StringProtocol, limit: Int = .max) {
        guard limit > 0 else { return }
        var safe = String.UnicodeScalarView()
        // Where to cut, should the text turn out to be too long: the last place that leaves a column for the "…".
        var cut = (end: safe.endIndex, width: 0)
        var marks = 0
        for scalar in source.unicodeScalars {
            marks = scalar.isCombining ? marks + 1 : 0
            // A letter has one or two marks in any living script; hundreds of them climb over the lines around.
            if scalar.isPrintable, marks <= 3 {
                safe.append(scalar)
                width += scalar.columns
            } else {
                let replacement = scalar.writtenOut.unicodeScalars
                safe.append(contentsOf: replacement)
                width += replacement.count
            }
            if width > limit {
                safe.removeSubrange(cut.end...)
                safe.append("…")
                width = cut.width + 1
                break
            }
            if width < limit { cut = (safe.endIndex, width) }
        }
        text = String(safe)
    }
}

extension Unicode.Scalar {
    fileprivate var isCombining: Bool {
        guard !isASCII else { return false }
        return switch properties.generalCategory {
        case .nonspacingMark, .enclosingMark: true
        default: false
        }
    }

    fileprivate var writtenOut: String {
        switch self {
        case "\n": "\\n"
        case "\r": "\\r"
        case "\t": "\\t"
        default: "\\u{" + String(value, radix: 16, uppercase: true) + "}"
        }
    }

    /// The columns that a terminal gives the character: Unicode's East Asian Width (UAX #11), and emoji.
    fileprivate var columns: Int {
        if value < 0x300 { return 1 }
        if isCombining { return 0 }
        switch value {
        case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0xA4CF, 0xA960...0xA97F, 0xAC00...0xD7A3, 0xF900...0xFAFF,
            0xFE10...0xFE19, 0xFE30...0xFE6F, 0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x16FE0...0x18DFF,
            0x1AFF0...0x1B2FF, 0x20000...0x3FFFD:
            return 2
        default:
            return properties.isEmojiPresentation ? 2 : 1
        }
    }
}
