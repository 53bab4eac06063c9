import Testing

@testable import Throughline

@Suite struct WildcardTests {
    @Test(arguments: [
        ("*", "", true), ("*", "anything", true), ("?", "", false), ("?", "a", true), ("a*c", "abbbc", true),
        ("a*c", "ac", true), ("a*c", "acd", false), ("*.duration", "http.server.request.duration", true),
        ("HTTP.*", "http.server", true), ("a?c", "abc", true), ("a?c", "ac", false), ("**a**", "bab", true),
        ("", "", true), ("", "a", false), ("a.c", "abc", false), ("[a]", "a", false), ("*a*b*c*", "xaybzc", true),
        ("*a*b*c*", "xaycz", false), ("ü?", "üß", true),
    ])
    func aPatternMatches(pattern: String, name: String, expected: Bool) {
        #expect(Wildcard(pattern).matches(name) == expected)
    }

    /// A naive matcher would need more steps than there are atoms.
    @Test func aPatternOfManyStarsIsNotSlow() {
        let pattern = String(repeating: "a*", count: 120) + "b"
        #expect(!Wildcard(pattern).matches(String(repeating: "a", count: 255)))
    }
}
