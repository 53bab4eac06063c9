import Testing

@testable import ThroughlineHTTP

@Suite("IP addresses")
struct IPAddressTests {
    @Test(
        "are the same, however they are written",
        arguments: [
            ("192.0.2.1", "::ffff:192.0.2.1"), ("::1", "0:0:0:0:0:0:0:1"), ("2001:DB8::1", "2001:db8:0::1"),
            ("fe80::1%eth0", "fe80::1"),
        ]
    )
    func same(one: String, other: String) throws {
        #expect(try #require(IPAddress(one)) == IPAddress(other))
    }

    @Test("are told from everything else", arguments: malformedAddresses)
    func malformed(text: String) {
        #expect(IPAddress(text) == nil)
    }
}

@Suite("Blocks of addresses")
struct AddressBlockTests {
    @Test(
        "hold the addresses that begin alike",
        arguments: [
            ("10.0.0.0/8", "10.255.255.255", true), ("10.0.0.0/8", "11.0.0.0", false),
            ("10.1.2.3/8", "10.9.9.9", true),
            ("172.16.0.0/12", "172.31.0.1", true), ("172.16.0.0/12", "172.32.0.1", false),
            ("192.0.2.128/25", "192.0.2.127", false), ("192.0.2.128/25", "192.0.2.128", true),
            ("192.0.2.1", "192.0.2.1", true), ("192.0.2.1", "192.0.2.2", false), ("192.0.2.1/32", "192.0.2.1", true),
            ("0.0.0.0/0", "203.0.113.9", true), ("0.0.0.0/0", "2001:db8::1", false),
            ("::/0", "2001:db8::1", true), ("::/0", "203.0.113.9", true),
            ("2001:db8::/32", "2001:db8:ffff::", true), ("2001:db8::/32", "2001:db9::", false),
            ("2001:db8::/64", "2001:db8::ffff", true), ("2001:db8::/65", "2001:db8::8000:0:0:0", false),
            ("2001:db8::1/128", "2001:db8::1", true), ("2001:db8::1", "2001:db8::2", false),
            ("10.0.0.0/8", "::ffff:10.1.1.1", true), ("::ffff:10.0.0.0/104", "10.1.1.1", true),
            ("127.0.0.0/8", "::1", false),
        ]
    )
    func contains(block: String, address: String, expected: Bool) throws {
        let block = try #require(AddressBlock(block))
        #expect(block.contains(try #require(IPAddress(address))) == expected)
    }

    @Test(
        "are told from everything else",
        arguments: malformedAddresses + [
            "10.0.0.0/", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/8/8", "10.0.0.0/8 ", "10.0.0.0/+8", "10.0.0.0/eight",
            "::/129", "::/0000", "::1/99999999999999999999", "/8",
        ]
    )
    func malformed(text: String) {
        #expect(AddressBlock(text) == nil)
    }
}

private let malformedAddresses = [
    "", " ", "localhost", "192.0.2", "192.0.2.256", "192.0.2.1:80", "192.0.2.1 ", "[::1]", ":::", "1::2::3", "::g",
    "%eth0", "unknown", "_hidden", "192.0.2.1\u{0}", String(repeating: "1", count: 100),
]
