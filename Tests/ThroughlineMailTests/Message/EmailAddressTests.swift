import Testing

@testable import ThroughlineMail

struct EmailAddressTests {
    @Test(arguments: [
        "jane@example.com", "first.last@example.com", "o'hara+tag@mail.example.com", "!#$%&'*+/=?^_`{|}~-@example.com",
        "\"with space\"@example.com", "\"a@b\"@example.com", "\"a\\\"b\"@example.com", "root@localhost",
        "jane@[192.0.2.1]", "jane@[IPv6:2001:db8::1]", "почта@example.com", "a@xn--bcher-kva.example",
    ])
    func `an address of RFC 5321 is one`(text: String) throws {
        #expect(try EmailAddress(text).wireForm == text)
    }

    @Test(arguments: [
        "", "jane", "@example.com", "jane@", ".jane@example.com", "jane.@example.com", "ja..ne@example.com",
        "ja ne@example.com", "jane@exa mple.com", "jane@example..com", "jane@.example.com", "jane@example.com.",
        "jane@-example.com", "jane@example-.com", "jane@exa_mple.com", "\"jane@example.com", "\"ja\"ne\"@example.com",
        "\"jane\\\"@example.com", "<jane@example.com>", "jane@example.com,joe@example.com", "jane@[192.0.2.1",
        "jane@[]",
        "jane@example.com>\u{0}", "ja(comment)ne@example.com", "jane@(comment)example.com", "a@b@c.example",
        "\u{202E}enaj@example.com", "ja\u{2066}ne@example.com",
    ])
    func `what is no address is refused`(text: String) {
        #expect(throws: MailError.self) { try EmailAddress(text) }
    }

    @Test func `no control character is in any part of an address`() {
        for code in Array(0...0x1F) + Array(0x7F...0x9F) + [0x2028, 0x2029] as [UInt32] {
            let control = Unicode.Scalar(code)!
            for text in ["ja\(control)ne@example.com", "jane@exam\(control)ple.com", "\"ja\(control)ne\"@example.com"] {
                #expect(throws: MailError.self, "U+\(String(code, radix: 16))") { try EmailAddress(text) }
            }
            #expect(throws: MailError.self) { try Mailbox("Ja\(control)ne <jane@example.com>") }
        }
    }

    @Test func `lengths are those of RFC 5321`() throws {
        let local = String(repeating: "l", count: 64)
        let label = String(repeating: "d", count: 63)
        #expect(throws: Never.self) { try EmailAddress("\(local)@\(label).\(label).\(label.dropLast(2))") }
        #expect(throws: MailError.self) { try EmailAddress("\(local)@\(label).\(label).\(label)") }
        #expect(throws: MailError.self) { try EmailAddress("\(local)l@example.com") }
        #expect(throws: MailError.self) { try EmailAddress("jane@\(label)d.example") }
        #expect(throws: MailError.self) { try EmailAddress("jane@" + String(repeating: "ä", count: 100_000)) }
    }

    @Test func `two addresses are one if only the case of the domain differs`() throws {
        #expect(try EmailAddress("jane@EXAMPLE.com") == EmailAddress("jane@example.com"))
        #expect(try EmailAddress("jane@bücher.example") == EmailAddress("jane@XN--BCHER-KVA.example"))
        #expect(try EmailAddress("Jane@example.com") != EmailAddress("jane@example.com"))
        #expect(try Set([EmailAddress("jane@EXAMPLE.com"), EmailAddress("jane@example.com")]).count == 1)
    }

    @Test func `only a local part beyond ASCII needs SMTPUTF8`() throws {
        #expect(try EmailAddress("почта@пример.example").needsSMTPUTF8)
        #expect(try !EmailAddress("jane@пример.example").needsSMTPUTF8)
    }

    @Test(arguments: [
        ("jane@example.com", nil, "jane@example.com"),
        ("Jane Doe <jane@example.com>", "Jane Doe", "jane@example.com"),
        ("\"Doe, Jane\" <jane@example.com>", "Doe, Jane", "jane@example.com"),
        ("\"a \\\"b\\\" <c>\" <jane@example.com>", "a \"b\" <c>", "jane@example.com"),
        ("Зоя <jane@example.com>", "Зоя", "jane@example.com"),
        ("<jane@example.com>", nil, "jane@example.com"),
    ])
    func `a mailbox is a name and an address`(text: String, name: String?, address: String) throws {
        let mailbox = try Mailbox(text)
        #expect(mailbox.name == name)
        #expect(mailbox.address.wireForm == address)
    }

    @Test func `a literal that is no address is an error when the mail is composed`() {
        let message = MailMessage(from: "shop@example.com", to: ["no address"], subject: "")
        #expect(throws: MailError.self) { try message.encoded() }
        #expect(throws: MailError.self) {
            try MailMessage(from: "Shop\r\n <shop@example.com>", to: ["a@example.com"], subject: "").encoded()
        }
    }

    @Test func `an address in an error does not forge a line of a log`() {
        let text = "jane@example.com\r\nERROR: forged"
        let error = #expect(throws: MailError.self) { try EmailAddress(text) }
        #expect(error.map { "\($0)".contains("\n") } == false)
    }
}
