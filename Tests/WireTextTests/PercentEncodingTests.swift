import Foundation
import Testing
import WireText

@Suite("Percent-encoded text")
struct PercentEncodingTests {
    @Test(
        "is decoded as Foundation does it",
        arguments: ["", "plain", "%2Ftmp%2fshop.sock", "%41%5a%C3%A9", "é%20é", "%25", "a+b", "%00"]
    )
    func decodes(text: String) throws {
        let expected = try #require(text.removingPercentEncoding)
        #expect(PercentEncoding.decode(text.utf8) == expected)
        #expect(PercentEncoding.decodeStrictly(text.utf8) == expected)
        #expect(PercentEncoding.decodeLeniently(text) == expected)
    }

    @Test(
        "is refused where a percent sign is followed by no two digits",
        arguments: ["%", "%4", "a%4", "%g0", "%0g", "%%41"]
    )
    func malformed(text: String) {
        #expect(PercentEncoding.decode(text.utf8) == nil)
        #expect(PercentEncoding.decodeStrictly(text.utf8) == nil)
    }

    @Test(
        "is left as it is there, if that is to be put up with",
        arguments: [
            ("%", "%"), ("%4", "%4"), ("%4%41", "%4A"), ("%g0%41", "%g0A"), ("%%41", "%A"), ("100%", "100%"),
        ]
    )
    func lenient(text: String, decoded: String) {
        #expect(PercentEncoding.decodeLeniently(text) == decoded)
        #expect(PercentEncoding.decodeLeniently("x\(text)".dropFirst()) == decoded)
    }

    @Test("that is no UTF-8 has replacement characters, or is refused")
    func noText() {
        #expect(PercentEncoding.decode("a%FFb".utf8) == "a\u{FFFD}b")
        #expect(PercentEncoding.decodeLeniently("a%FFb") == "a\u{FFFD}b")
        #expect(PercentEncoding.decodeStrictly("a%FFb".utf8) == nil)
    }

    @Test(
        "is encoded as Foundation does it",
        arguments: ["", "plain-._~09AZaz", "a b", "50%", "é/ü", "'*/", "\u{0}\u{7f}", "👋🏽"]
    )
    func encodes(text: String) {
        let unreserved = CharacterSet(
            charactersIn: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~"
        )
        let expected = text.addingPercentEncoding(withAllowedCharacters: unreserved)
        #expect(PercentEncoding.encode(text, allowing: \.isUnreserved) == expected)
    }

    @Test("has its percent signs encoded whatever is allowed")
    func percentSigns() {
        #expect(PercentEncoding.encode("100%", allowing: { _ in true }) == "100%25")
    }
}
