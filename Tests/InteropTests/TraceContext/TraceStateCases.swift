extension TraceContextCase {
    /// `tracestate`, by W3C Trace Context, section 3.3.
    static let traceStates: [Self] = headers + members + keys + values

    private static let headers: [Self] = [
        Self("tracestate without a traceparent", ["tracestate: foo=1,bar=2"], .restarts),
        Self("tracestate beside a bad traceparent", [parent + ".", "tracestate: foo=1,bar=2"], .restarts),
        .state("no tracestate", becomes: nil),
        .state("two members", "tracestate: foo=1,bar=2", becomes: "foo=1,bar=2"),
        Self(
            "beside a traceparent of a later version",
            ["traceparent: cc-\(traceID)-\(parentID)-01-more", "tracestate: foo=1"],
            .continues(flags: "01"),
            traceState: "foo=1"
        ),
        .state("TraceState in mixed case", "TraceState: foo=1", becomes: "foo=1"),
        .state("tracestate in alternating case", "TrAcEsTaTe: foo=1", becomes: "foo=1"),
        .state("TRACESTATE in upper case", "TRACESTATE: foo=1", becomes: "foo=1"),
        .state("trace-state, another name", "trace-state: foo=1", becomes: nil),
        .state("trace.state, another name", "trace.state: foo=1", becomes: nil),
        .state("an empty header", "tracestate:", becomes: nil),
        .state("white space only", "tracestate: \t ", becomes: nil),
        .state("a header, and an empty one", "tracestate: foo=1", "tracestate:", becomes: "foo=1"),
        .state("an empty header, and another", "tracestate:", "tracestate: foo=1", becomes: "foo=1"),
        .state(
            "several headers are one list, in their order",
            "tracestate: foo=1,bar=2",
            "TraceState: rojo=1,congo=2",
            "tracestate: baz=3",
            becomes: "foo=1,bar=2,rojo=1,congo=2,baz=3"
        ),
    ]

    private static let members: [Self] = [
        .state("32 members in several headers", list(1...20), list(21...32), becomes: text(1...32)),
        .state("33 members in several headers", list(1...20), list(21...33), becomes: nil),
        .state("32 members in one header", list(1...32), becomes: text(1...32)),
        .state("33 members in one header", list(1...33), becomes: nil),
        .state("empty members", "tracestate: ,foo=1,, ,\t,bar=2,", becomes: "foo=1,bar=2"),
        .state("nothing but empty members", "tracestate: ,, ,", becomes: nil),
        .state("a key that stands twice with the same value", "tracestate: foo=1,foo=1", becomes: nil),
        .state("a key that stands twice with two values", "tracestate: foo=1,foo=2", becomes: nil),
        .state("a key that stands in two headers", "tracestate: foo=1", "tracestate: foo=1", becomes: nil),
        .state("a key with two values in two headers", "tracestate: foo=1", "tracestate: foo=2", becomes: nil),
        .state("a key that stands twice among others", "tracestate: a=1,b=2,a=3,c=4", becomes: nil),
        .state(
            "spaces and tabs around commas",
            "tracestate: foo=1 \t , \t bar=2, \t baz=3",
            becomes: "foo=1,bar=2,baz=3"
        ),
        .state("tabs and spaces around commas", "tracestate: foo=1\t \t,\t \tbar=2", becomes: "foo=1,bar=2"),
        .state("white space around the header", "tracestate: \t foo=1 \t", becomes: "foo=1"),
        .state("a member without a value among others", "tracestate: foo=1,bar,baz=3", becomes: nil),
        .state("512 characters", "tracestate: \(long(512))", becomes: long(512)),
        .state("more than 512 characters", "tracestate: \(long(4096))", becomes: long(4096)),
        .state("8192 characters", "tracestate: \(long(8192))", becomes: long(8192)),
        .state("more than 8192 characters", "tracestate: \(long(8193))", becomes: nil),
    ]

    private static let keys: [Self] = [
        .state("every character that a key can have", "tracestate: \(key)=1", becomes: "\(key)=1"),
        .state("every character of a tenant's key", "tracestate: \(key)@a-z0-9_-*/=1", becomes: "\(key)@a-z0-9_-*/=1"),
        .state("a key that begins with a digit", "tracestate: 1a=1", becomes: "1a=1"),
        .state("a tenant that begins with a digit", "tracestate: 1a@vendor=1", becomes: "1a@vendor=1"),
        .state("a key with a space behind it", "tracestate: foo =1", becomes: nil),
        .state("a key in upper case", "tracestate: FOO=1", becomes: nil),
        .state("a key with a dot", "tracestate: foo.bar=1", becomes: nil),
        .state("a key with an umlaut", "tracestate: für=1", becomes: nil),
        .state("a key that begins with an underscore", "tracestate: _foo=1", becomes: nil),
        .state("no key", "tracestate: =1", becomes: nil),
        .state("a tenant without a vendor", "tracestate: foo@=1,bar=2", becomes: nil),
        .state("a vendor without a tenant", "tracestate: @foo=1,bar=2", becomes: nil),
        .state("two at signs in a row", "tracestate: foo@@bar=1,bar=2", becomes: nil),
        .state("two at signs", "tracestate: foo@bar@baz=1,bar=2", becomes: nil),
        .state("a vendor that begins with a digit", "tracestate: foo@1bar=1,bar=2", becomes: nil),
        .state("a key of 256", "tracestate: foo=1", "tracestate: \(z(256))=1", becomes: "foo=1,\(z(256))=1"),
        .state("a key of 257", "tracestate: foo=1", "tracestate: \(z(257))=1", becomes: nil),
        .state("a tenant of 241, a vendor of 14", "tracestate: \(z(241))@\(z(14))=1", becomes: "\(z(241))@\(z(14))=1"),
        .state("a tenant of 242", "tracestate: foo=1,\(z(242))@v=1", becomes: nil),
        .state("a vendor of 15", "tracestate: foo=1,t@\(z(15))=1", becomes: nil),
    ]

    private static let values: [Self] = [
        .state("every character that a value can have", "tracestate: foo=\(value)", becomes: "foo=\(value)"),
        .state("spaces in front of a value belong to it", "tracestate: foo=  1 ,bar=2", becomes: "foo=  1,bar=2"),
        .state("a value of 256", "tracestate: foo=\(z(256))", becomes: "foo=\(z(256))"),
        .state("a value of 257", "tracestate: foo=\(z(257))", becomes: nil),
        .state("a value with an equals sign", "tracestate: foo=bar=baz", becomes: nil),
        .state("an empty value", "tracestate: foo=,bar=3", becomes: nil),
        .state("a blank value", "tracestate: foo= ,bar=3", becomes: nil),
        .state("a value with a tab", "tracestate: foo=1\t2,bar=3", becomes: nil),
        .state("a value with an umlaut", "tracestate: foo=für,bar=3", becomes: nil),
    ]

    private static func text(_ numbers: ClosedRange<Int>) -> String {
        numbers.map { "bar\($0)=\($0)" }.joined(separator: ",")
    }

    private static func list(_ numbers: ClosedRange<Int>) -> String { "tracestate: \(text(numbers))" }

    private static func z(_ count: Int) -> String { String(repeating: "z", count: count) }

    /// A list of members, of this many characters.
    private static func long(_ length: Int) -> String {
        let count = (length + 299) / 300
        let characters = length - (count - 1)
        return (0..<count).map { index in
            let key = "k\(index)" + z(60)
            let rest = characters / count + (index < characters % count ? 1 : 0) - key.utf8.count - 1
            return "\(key)=" + String(repeating: "v", count: rest)
        }.joined(separator: ",")
    }

    private static let key = "abcdefghijklmnopqrstuvwxyz0123456789_-*/"

    /// Every printable ASCII character but comma and equals sign.
    private static let value = String(decoding: (0x20...0x7E).filter { $0 != 0x2C && $0 != 0x3D }, as: UTF8.self)
}
