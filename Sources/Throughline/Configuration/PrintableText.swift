import WireText

extension String {
    /// The text as it may stand in a log: control characters and line breaks escaped, and cut to a length.
    ///
    /// It makes what a peer or an environment sent harmless to a terminal and to whoever reads the log line by line.
    func printable(limit: Int = 128) -> String {
        var printable = ""
        for (count, scalar) in unicodeScalars.enumerated() {
            if count == limit {
                printable.append("…")
                break
            }
            if scalar.isPrintable {
                printable.unicodeScalars.append(scalar)
            } else {
                printable.append("\\u{\(String(scalar.value, radix: 16))}")
            }
        }
        return printable
    }
}
