extension Unicode.Scalar {
    /// Whether it shows as itself, and does nothing else: no control character, no line end, none that is invisible or turns the
    /// direction of writing, and none that nobody knows.
    package var isPrintable: Bool {
        if isASCII { return (0x20...0x7E).contains(value) }
        return switch properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse, .unassigned: false
        default: true
        }
    }
}
