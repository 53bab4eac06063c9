import Testing
import WireText

struct PrintableTests {
    @Test(arguments: ["a", " ", "~", "é", "日", "🐦", "\u{301}"] as [Unicode.Scalar])
    func `what shows as itself is printable`(scalar: Unicode.Scalar) {
        #expect(scalar.isPrintable)
    }

    @Test(
        arguments: [
            "\u{0}", "\n", "\u{1B}", "\u{7F}", "\u{9B}", "\u{200B}", "\u{202E}", "\u{2028}", "\u{E000}", "\u{FFFF}",
        ] as [Unicode.Scalar]
    )
    func `what steers, hides or means nothing is not`(scalar: Unicode.Scalar) {
        #expect(!scalar.isPrintable)
    }
}
