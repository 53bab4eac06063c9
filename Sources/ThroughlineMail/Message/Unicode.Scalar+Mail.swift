extension Unicode.Scalar {
    /// Whether it controls: C0, C1 and DEL, and the two separators of lines and paragraphs, at which some programs break
    /// lines.
    var isForbiddenInHeaders: Bool {
        value < 0x20 || (0x7F...0x9F).contains(value) || value == 0x2028 || value == 0x2029
    }

    /// Whether it turns the direction of the text behind it by force, so that an address reads as another one.
    ///
    /// Source: UAX #9, section 2.
    var isBidiOverride: Bool { (0x202A...0x202E).contains(value) || (0x2066...0x2069).contains(value) }
}
