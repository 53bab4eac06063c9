import Testing
import WireText

@Suite("Wildcards")
struct WildcardTests {
    @Test(
        "match the whole text",
        arguments: [
            ("", "", true), ("", "a", false), ("a", "a", true), ("a", "ab", false), ("ab", "a", false),
            ("*", "", true), ("*", "anything", true), ("a*", "a", true), ("a*", "abc", true), ("a*", "ba", false),
            ("*c", "abc", true), ("*c", "abcd", false), ("a*c", "ac", true), ("a*c", "abcbc", true),
            ("a**c", "abc", true), ("*b*", "abc", true), ("*x*", "abc", false), ("a*b*c", "a-b-b-c", true),
            ("A", "a", false), ("é*", "éa", true), ("a?c", "a?c", true), ("a?c", "abc", false),
        ]
    )
    func match(pattern: String, text: String, matches: Bool) {
        #expect(Wildcard(pattern).matches(text) == matches)
    }

    @Test(
        "may have placeholders and ignore the case",
        arguments: [
            ("*", "", true), ("*", "anything", true), ("?", "", false), ("?", "a", true), ("a*c", "abbbc", true),
            ("a*c", "ac", true), ("a*c", "acd", false), ("*.duration", "http.server.request.duration", true),
            ("HTTP.*", "http.server", true), ("a?c", "abc", true), ("a?c", "ac", false), ("**a**", "bab", true),
            ("", "", true), ("", "a", false), ("a.c", "abc", false), ("[a]", "a", false), ("*a*b*c*", "xaybzc", true),
            ("*a*b*c*", "xaycz", false), ("ü?", "üß", true),
        ]
    )
    func aPatternMatches(pattern: String, name: String, expected: Bool) {
        #expect(Wildcard(pattern, hasPlaceholders: true, ignoresCase: true).matches(name) == expected)
    }

    /// A naive matcher would need more steps than there are atoms.
    @Test("take no longer for a text that was made to be slow")
    func worstCase() {
        let pattern = Wildcard(String(repeating: "a*", count: 120) + "b", hasPlaceholders: true)
        #expect(!pattern.matches(String(repeating: "a", count: 10_000)))
    }

    @Test("are open if they can match several texts")
    func open() {
        #expect(Wildcard("a*").isOpen)
        #expect(Wildcard("a?", hasPlaceholders: true).isOpen)
        #expect(!Wildcard("a?").isOpen)
        #expect(!Wildcard("a").isOpen)
    }
}
