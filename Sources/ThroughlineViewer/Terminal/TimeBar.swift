/// A span's place in the time of its trace, as a bar: `  ╺━━━━╸  `.
enum TimeBar {
    /// - Parameters:
    ///   - offset: the time from the trace's start to the span's, in nanoseconds.
    ///   - duration: the span's, in nanoseconds.
    ///   - total: the trace's duration, in nanoseconds.
    ///   - columns: the width of the whole trace.
    /// - Returns: `columns` characters. Where it begins and ends is right to half a column; it is never empty.
    static func text(offset: UInt64, duration: UInt64, total: UInt64, columns: Int) -> String {
        let halves = columns * 2
        guard halves > 0 else { return "" }
        let scale = Double(halves) / Double(max(total, 1))
        // Spans are free to claim times outside of their trace.
        func half(_ time: Double, _ rule: FloatingPointRoundingRule) -> Int {
            Int(min((time * scale).rounded(rule), Double(halves)))
        }
        let start = min(half(Double(offset), .down), halves - 1)
        let end = max(half(Double(offset) + Double(duration), .up), start + 1)
        return String(
            (0..<columns).map { column in
                let left = (start..<end).contains(column * 2)
                let right = (start..<end).contains(column * 2 + 1)
                return switch (left, right) {
                case (true, true): "━"
                case (true, false): "╸"
                case (false, true): "╺"
                case (false, false): " "
                }
            } as [Character]
        )
    }
}
