import Foundation
import Testing

@testable import ThroughlineMail

struct DomainNameTests {
    /// RFC 3492, section 7.1.
    @Test(arguments: [
        ("ليهمابتكلموشعربي؟", "egbpdaj6bu4bxfgehfvwxn"),
        ("他们为什么不说中文", "ihqwcrb4cv8a8dqg056pqjye"),
        ("他們爲什麽不說中文", "ihqwctvzc91f659drss3x8bo0yb"),
        ("Pročprostěnemluvíčesky", "Proprostnemluvesky-uyb24dma41a"),
        ("למההםפשוטלאמדבריםעברית", "4dbcagdahymbxekheh6e0a7fei0b"),
        ("यहलोगहिन्दीक्योंनहींबोलसकतेहैं", "i1baa7eci9glrd9b2ae1bj0hfcgg6iyaf8o0a1dig0cd"),
        ("なぜみんな日本語を話してくれないのか", "n8jok5ay5dzabd5bym9f0cm5685rrjetr6pdxa"),
        ("почемужеонинеговорятпорусски", "b1abfaaepdrnnbgefbadotcwatmq2g4l"),
        ("PorquénopuedensimplementehablarenEspañol", "PorqunopuedensimplementehablarenEspaol-fmd56a"),
        ("TạisaohọkhôngthểchỉnóitiếngViệt", "TisaohkhngthchnitingVit-kjcr8268qyxafd2f1b9g"),
        ("3年B組金八先生", "3B-ww4c5e180e575a65lsy2b"),
        ("安室奈美恵-with-SUPER-MONKEYS", "-with-SUPER-MONKEYS-pc58ag80a8qai00g7n9n"),
        ("ひとつ屋根の下2", "2-u9tlzr9756bt3uc0v"),
        ("そのスピードで", "d9juau41awczczp"),
        ("-> $1.00 <-", "-> $1.00 <--"),
    ])
    func `Punycode is that of RFC 3492`(label: String, encoded: String) {
        #expect(Punycode.encode(Array(label.unicodeScalars)) == encoded)
    }

    @Test(arguments: [
        ("bücher.example", "xn--bcher-kva.example"), ("BÜCHER.example", "xn--bcher-kva.example"),
        ("bu\u{308}cher.example", "xn--bcher-kva.example"), ("faß.example", "xn--fa-hia.example"),
        ("例え。テスト", "xn--r8jz45g.xn--zckzah"), ("мир.рф", "xn--h1ahn.xn--p1ai"),
        ("مثال.إختبار", "xn--mgbh0fb.xn--kgbechtv"),
        ("Example.COM", "Example.COM"), ("हिन्दी.example", "xn--j2bd4cyah0f.example"),
    ])
    func `a domain beyond ASCII gets its A-labels`(domain: String, ascii: String) throws {
        #expect(try DomainName.ascii(domain) == ascii)
    }

    @Test(arguments: [
        "ｅｘａｍｐｌｅ.com", "ℋost.example", "a\u{200B}b.example", "a\u{AD}b.example", "☃.example", "💌.example",
        "\u{301}a.example",
        "a\u{202E}b.example", "a\u{2024}b.example", "ü\u{FF0F}a.example", "ü b.example", "ü@b.example", "½.example",
    ])
    func `a domain that would have to be mapped first is refused, not guessed`(domain: String) {
        #expect(throws: InvalidAddress.self) { try DomainName.ascii(domain) }
    }

    @Test(arguments: [
        ("l·l.example", true), ("a·b.example", false), ("ή͵α.example", true), ("α͵b.example", false),
        ("א׳.example", true), ("a׳א.example", false), ("カ・カ.example", true), ("a・b.example", false),
        ("٠١.example", true), ("٠۱.example", false), ("〇.example", true),
    ])
    func `some characters are allowed in their context only`(domain: String, isAllowed: Bool) throws {
        if isAllowed {
            #expect(try DomainName.ascii(domain).hasPrefix("xn--"))
        } else {
            #expect(throws: InvalidAddress.self) { try DomainName.ascii(domain) }
        }
    }

    @Test(arguments: [
        "xn--ü.example", "ab--ü.example", "-ü.example", "ü-.example", "مـر.example", "ߺ.example", "一〱.example",
        "ᄀ.example",
        "a\u{302E}ü.example",
    ])
    func `a label that RFC 5891 and 5892 do not have is refused`(domain: String) {
        #expect(throws: InvalidAddress.self) { try DomainName.ascii(domain) }
    }

    @Test(.enabled(if: PythonLines.hasIDNA, "needs idna: run Scripts/setup-interop"))
    func `no character is taken that RFC 5892 refuses`() async throws {
        // Of the ideographs and the Hangul syllables, which are thousands of a kind, some.
        let codes: [UInt32] = [
            0x80...0x3410, 0x4DB0...0x4E10, 0xA000...0xAC10, 0xD7A0...0xFFFF, 0x10000...0x11FFF, 0x1D000...0x1D3FF,
        ].flatMap { Array($0) }
        let (taken, refused) = try await onOwnThread {
            let taken = codes.filter { code in
                guard let scalar = Unicode.Scalar(code) else { return false }
                let label: [Unicode.Scalar] = ["l", scalar, "l"]
                let text = String(String.UnicodeScalarView(label))
                // What is mapped is not taken as it is.
                guard text.lowercased().precomposedStringWithCanonicalMapping.unicodeScalars.elementsEqual(label) else {
                    return false
                }
                return (try? DomainLabel.ascii(label)) != nil
            }
            let python = try PythonLines(script: "idna_classes.py", executable: PythonLines.venv)
            return (
                taken.count,
                try JSONDecoder().decode([UInt32].self, from: python.answer(to: JSONEncoder().encode(taken)))
            )
        }
        #expect(refused.map { String($0, radix: 16) } == [])
        #expect(taken > 3000)
    }
}
