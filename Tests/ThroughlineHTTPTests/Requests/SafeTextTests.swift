import Testing

@testable import ThroughlineHTTP

@Suite("What a peer wrote")
struct SafeTextTests {
    @Test("stays as it is where it is harmless", arguments: ["", "a", "/a?b=c%0A", "Übergröße 漢字 🙂", "a b"])
    func harmless(text: String) {
        #expect(SafeText.value(text) == text)
        #expect(SafeText.url(text) == text)
    }

    @Test(
        "loses its control characters",
        arguments: [
            ("a\u{0}b", "a b", "a%00b"), ("a\r\nb", "a  b", "a%0D%0Ab"), ("\u{1b}[31m", " [31m", "%1B[31m"),
            ("a\u{7f}", "a ", "a%7F"), ("a\u{85}b", "a b", "a%C2%85b"), ("é\u{9b}2J", "é 2J", "é%C2%9B2J"),
            ("a\tb", "a b", "a%09b"),
        ]
    )
    func controls(text: String, value: String, url: String) {
        #expect(SafeText.value(text) == value)
        #expect(SafeText.url(text) == url)
    }

    @Test("is cut where it has no end", arguments: ["a", "é", "漢", "🙂", "\u{1}"])
    func long(text: String) {
        let cut = SafeText.value(String(repeating: text, count: 50_000))
        #expect((SafeText.limit...(SafeText.limit + 4)).contains(cut.utf8.count))
        #expect(SafeText.url(String(repeating: text, count: 50_000)).utf8.count <= SafeText.limit + 4)
    }
}
