import Testing
import WireText

@Suite("The class of")
struct ASCIITests {
    private let bytes = UInt8.min...UInt8.max

    private func texts(_ isMember: (UInt8) -> Bool) -> String {
        String(decoding: bytes.filter(isMember), as: UTF8.self)
    }

    private let letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"

    @Test("letters and digits is that of ASCII")
    func alphanumerics() {
        #expect(texts { $0.isUppercaseLetter || $0.isLowercaseLetter } == letters)
        #expect(texts(\.isUppercaseLetter) == letters.prefix(26))
        #expect(texts(\.isDigit) == "0123456789")
        #expect(texts { $0.lowercaseHexValue != nil } == "0123456789abcdef")
        #expect(texts { $0.hexValue != nil } == "0123456789ABCDEFabcdef")
    }

    /// RFC 9110, section 5.6.2
    @Test("a token's characters is that of HTTP")
    func tokens() {
        let expected = "!#$%&'*+-.^_`|~" + "0123456789" + letters
        #expect(Set(texts(\.isTokenCharacter)) == Set(expected))
    }

    /// RFC 3986, section 2.3
    @Test("unreserved characters is that of URLs")
    func unreserved() {
        #expect(Set(texts(\.isUnreserved)) == Set("-._~" + "0123456789" + letters))
    }

    @Test("what is not seen has the controls and DEL, and nothing beyond ASCII is either")
    func controls() {
        #expect(bytes.filter(\.isControl) == Array(0..<0x20) + [0x7f])
        #expect(bytes.filter(\.isVisibleOrSpace) == Array(0x20..<0x7f))
        #expect(bytes.filter(\.isOptionalWhitespace) == [0x09, 0x20])
    }

    @Test("a letter does not depend on its case")
    func lowercase() {
        #expect(bytes.map { $0.lowercasedLetter } == bytes.map { $0.isUppercaseLetter ? $0 + 32 : $0 })
        for byte in bytes {
            let digit = Unicode.Scalar(byte)
            let expected = byte < 0x80 ? Character(digit).hexDigitValue : nil
            #expect(byte.hexValue.map(Int.init) == expected)
        }
    }

    @Test("white space is taken off both ends, and not from within")
    func trimming() {
        #expect(String(Substring(" \ta b\t ".utf8.trimmingOptionalWhitespace())) == "a b")
        #expect(" \t ".utf8.trimmingOptionalWhitespace().isEmpty)
        #expect("".utf8.trimmingOptionalWhitespace().isEmpty)
    }
}
