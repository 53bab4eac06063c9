import Testing

@testable import ThroughlineMail

struct AddressMaskTests {
    @Test(arguments: [
        ("nothing here", "nothing here"), ("<jane.doe+x@example.com>: no", "<***@example.com>: no"),
        ("a@b.example,c@d.example", "***@b.example,***@d.example"), ("\"jane doe\"@example.com", "***@example.com"),
        ("\"very\\\"secret\"@example.com", "***@example.com"),
        ("say \"hi\" to \"j\\\\\"@b.example", "say \"hi\" to ***@b.example"),
        ("почта@пример.example", "***@пример.example"), ("@", "***@"), ("\"@x", "\"***@x"), ("a@b@c", "***@***@c"),
    ])
    func `addresses are masked wherever they stand in a text`(text: String, masked: String) {
        #expect(AddressMask.masked(text) == masked)
    }
}
