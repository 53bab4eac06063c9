import Testing

@testable import ThroughlineViewer

@Suite struct TerminalTextTests {
    @Test(arguments: [
        ("", "", 0),
        ("GET /products/{id}", "GET /products/{id}", 18),
        ("é ü ß Ω я", "é ü ß Ω я", 9),
        ("e\u{301}", "e\u{301}", 1),
        ("東京", "東京", 4),
        ("한글", "한글", 4),
        ("😀", "😀", 2),
        ("\u{1B}[2J", "\\u{1B}[2J", 9),
        ("\u{1B}]0;title\u{7}", "\\u{1B}]0;title\\u{7}", 19),
        ("a\nb\r\nc\td", "a\\nb\\r\\nc\\td", 12),
        ("\u{9B}31m", "\\u{9B}31m", 9),
        ("\u{7F}\u{0}", "\\u{7F}\\u{0}", 11),
        ("\u{202E}abc\u{202C}", "\\u{202E}abc\\u{202C}", 19),
        ("\u{200B}\u{FEFF}\u{2028}", "\\u{200B}\\u{FEFF}\\u{2028}", 24),
        ("\u{E000}\u{10FFFF}", "\\u{E000}\\u{10FFFF}", 18),
    ])
    func `Text is made safe and measured`(source: String, text: String, width: Int) {
        let result = TerminalText(source)
        #expect(result.text.unicodeScalars.elementsEqual(text.unicodeScalars))
        #expect(result.width == width)
    }

    @Test func `Marks do not climb over the lines around`() {
        let result = TerminalText("Z" + String(repeating: "\u{301}", count: 5) + "a")
        #expect(result.text.unicodeScalars.elementsEqual("Z\u{301}\u{301}\u{301}\\u{301}\\u{301}a".unicodeScalars))
        #expect(result.width == 16)
    }

    @Test(arguments: [
        ("abcdef", 6, "abcdef"), ("abcdef", 5, "abcd…"), ("abcdef", 1, "…"), ("abcdef", 0, ""), ("abcdef", -3, ""),
        ("東京都", 6, "東京都"), ("東京都", 5, "東京…"), ("東京都", 4, "東…"), ("東京都", 2, "…"),
        ("ab\u{1B}cd", 9, "ab\\u{1B}…"), ("ab\u{1B}cd", 5, "ab…"),
        ("abce\u{301}", 4, "abce\u{301}"), ("abce\u{301}f", 4, "abc…"),
    ])
    func `Text that is too long is cut`(source: String, limit: Int, text: String) {
        let result = TerminalText(source, limit: limit)
        #expect(result.text.unicodeScalars.elementsEqual(text.unicodeScalars))
        #expect(result.width <= max(limit, 0))
    }

    @Test func `No more is looked at than fits`() {
        // A hundred megabytes, of which ten columns are wanted.
        let source = String(repeating: "0123456789", count: 10_000_000)
        #expect(TerminalText(source, limit: 10).text == "012345678…")
    }
}
