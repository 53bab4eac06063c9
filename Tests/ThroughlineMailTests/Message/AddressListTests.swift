import Testing

@testable import ThroughlineMail

/// The addresses of headers that somebody else has written.
struct AddressListTests {
    @Test(arguments: [
        ("", []), (" , ;,", []), ("undisclosed-recipients:;", []), ("a@example.com", ["a@example.com"]),
        ("a@example.com, b@example.com", ["a@example.com", "b@example.com"]),
        ("Jane Doe <a@example.com>", ["a@example.com"]), ("J. R. \"Bob\" Dobbs <a@example.com>", ["a@example.com"]),
        ("\"Doe, Jane <x@example.com>\" <a@example.com>", ["a@example.com"]),
        (
            "friends: Jane <a@example.com>, b@example.com; , c@example.com",
            ["a@example.com", "b@example.com", "c@example.com"]
        ),
        ("\"a@b\": c@example.com;", ["c@example.com"]),
        ("a@example.com (Jane (the) \\) one), b@example.com", ["a@example.com", "b@example.com"]),
        ("jane . doe @ example . com", ["jane.doe@example.com"]), ("jane(x)@(y)example.com", ["jane@example.com"]),
        ("< a@example.com >", ["a@example.com"]), ("<@r.example,@s.example:a@example.com>", ["a@example.com"]),
        ("\"a b\"@example.com", ["\"a b\"@example.com"]), ("\"a\\\",b\"@example.com", ["\"a\\\",b\"@example.com"]),
        ("a@[IPv6:::1], b@example.com", ["a@[IPv6:::1]", "b@example.com"]), ("<a@[IPv6:::1]>", ["a@[IPv6:::1]"]),
        ("Зоя <зоя@example.com>", ["зоя@example.com"]),
    ])
    func `addresses are found as mail programs write them`(text: String, addresses: [String]) throws {
        #expect(try AddressList.addresses(in: Array(text.utf8)).map(\.wireForm) == addresses)
    }

    @Test(arguments: [
        "jane doe@example.com", "jane doe <a@example.com> <b@example.com>", "Jane <a@example.com> b@example.com",
        "<jane doe@example.com>", "<a@example.com", "a@example.com>", "<a@example.com> Jane",
        "a@example.com b@example.com",
        "a@example.com (unfinished, b@example.com", "\"unfinished, b@example.com", "a@[192.0.2.1, b@example.com",
        "a@example.com: b@example.com", "<a@example.com>: b@example.com", "<a@example.com, b@example.com>", "<>",
        "Jane <>",
        "jane", "Jane Doe", "a@b@c.example", "\"a\" \"b\"@example.com", "a@exa mple.com",
    ])
    func `what can be read in two ways goes to nobody`(text: String) {
        #expect(throws: MailError.self) { try AddressList.addresses(in: Array(text.utf8)) }
    }

    @Test func `bytes that are no UTF-8 do not become another address`() {
        #expect(throws: MailError.self) {
            try AddressList.addresses(in: Array("j".utf8) + [0xE4] + Array("n@example.com".utf8))
        }
    }
}
