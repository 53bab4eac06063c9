extension String {
    /// The text on one line, without control characters, so that it cannot forge a line of a log, and without what turns the
    /// direction of writing by force.
    var printable: String {
        guard unicodeScalars.contains(where: \.isUnprintable) else { return self }
        return unicodeScalars.reduce(into: "") { text, scalar in
            if scalar.isUnprintable {
                text += scalar == "\n" ? " " : "\\u{\(String(scalar.value, radix: 16))}"
            } else {
                text.unicodeScalars.append(scalar)
            }
        }
    }
}

extension Unicode.Scalar {
    fileprivate var isUnprintable: Bool { isForbiddenInHeaders || isBidiOverride }
}
