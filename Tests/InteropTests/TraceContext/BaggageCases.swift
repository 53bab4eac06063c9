extension TraceContextCase {
    /// `baggage`, by W3C Baggage, section 3.
    static let baggages: [Self] = [
        .baggage("no baggage", becomes: nil),
        .baggage("members and properties", "baggage: a=1,b=2;ttl=30;private", becomes: "a=1,b=2;ttl=30;private"),
        .baggage("Baggage in mixed case", "BagGage: a=1", becomes: "a=1"),
        .baggage("white space", "baggage: a = 1\t,  b =\t2 ; ttl = 30", becomes: "a=1,b=2;ttl = 30"),
        .baggage(
            "several headers are one list",
            "baggage: a=1",
            "baggage: b=2",
            "Baggage: c=3",
            becomes: "a=1,b=2,c=3"
        ),
        .baggage("of a key that stands twice, the last counts", "baggage: a=1,b=2,a=3", becomes: "a=3,b=2"),
        .baggage("keys differ by case", "baggage: a=1,A=2", becomes: "a=1,A=2"),
        .baggage("an empty header", "baggage:", becomes: nil),
        .baggage("empty members", "baggage: ,a=1,,", becomes: "a=1"),
        .baggage("an empty value", "baggage: a=,b=2", becomes: "a=,b=2"),
        .baggage("an equals sign in a value", "baggage: a=b=c", becomes: "a=b=c"),
        .baggage("escaped text", "baggage: user=j%C3%BCrgen%3B%2042%25", becomes: "user=j%C3%BCrgen%3B%2042%25"),
        .baggage("what is escaped for nothing is not escaped again", "baggage: a=%41%2D", becomes: "a=A-"),
        .baggage("bytes that are no text are replaced", "baggage: a=%FF,b=2", becomes: "a=%EF%BF%BD,b=2"),
        .baggage("a member that is malformed is left out", "baggage: a=1,b,=3,c d=4,e=\"5\",f=6", becomes: "a=1,f=6"),
        .baggage("a broken escape", "baggage: a=%4,b=%zz,c=3", becomes: "c=3"),
        .baggage("an umlaut that is not escaped", "baggage: a=für,b=2,für=3", becomes: "b=2"),
        .baggage("64 members", "baggage: \(list(64))", becomes: list(64)),
        .baggage("180 members", "baggage: \(list(180))", becomes: list(180)),
        .baggage("more than 180 members: the first stay", "baggage: \(list(200))", becomes: list(180)),
        .baggage("8192 bytes", "baggage: a=\(v(8190))", becomes: "a=\(v(8190))"),
        .baggage(
            "more than 8192 bytes: whole members stay",
            "baggage: a=\(v(8000)),b=\(v(500))",
            becomes: "a=\(v(8000))"
        ),
        .baggage("one member of more than 8192 bytes", "baggage: a=\(v(8191))", becomes: nil),
        Self("beside a trace", [parent, "baggage: a=1"], .continues(flags: "00"), baggage: "a=1"),
        Self("beside a bad traceparent", [parent + ".", "baggage: a=1"], .restarts, baggage: "a=1"),
    ]

    private static func list(_ count: Int) -> String {
        (1...count).map { "k\($0)=\($0)" }.joined(separator: ",")
    }

    private static func v(_ count: Int) -> String { String(repeating: "v", count: count) }
}
