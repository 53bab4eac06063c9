import Instrumentation
import Testing

@testable import Throughline

@Suite struct BaggagePropagatorTests {
    private let propagator = BaggagePropagator()
    private let carrier = DictionaryCarrier()

    private func extract(_ header: String) -> [Baggage.Entry] {
        var context = InstrumentationContext.topLevel
        propagator.extract(["baggage": header], into: &context, using: carrier)
        return context.baggage.entries
    }

    private func inject(_ entries: [Baggage.Entry]) -> String? {
        var context = InstrumentationContext.topLevel
        for entry in entries { context.baggage.set(entry) }
        var fields: [String: String] = [:]
        propagator.inject(context, into: &fields, using: carrier)
        return fields["baggage"]
    }

    @Test func readsWhatTheSpecificationShows() {
        let header = "key1=value1;property1;property2, key2 = value2, key3=value3; propertyKey=propertyValue"
        #expect(
            extract(header) == [
                Baggage.Entry(key: "key1", value: "value1", metadata: "property1;property2"),
                Baggage.Entry(key: "key2", value: "value2"),
                Baggage.Entry(key: "key3", value: "value3", metadata: "propertyKey=propertyValue"),
            ]
        )
    }

    @Test(arguments: [
        ("userId=Am%C3%A9lie", "Amélie"), ("a=%20", " "), ("a=%2c%2C%3B", ",,;"), ("a=b=c", "b=c"), ("a=", ""),
        ("a=%F0%9F%98%80", "😀"), ("a=%C3", "\u{fffd}"), ("a=%00", "\u{0}"), ("a=1+1", "1+1"),
    ])
    func decodes(header: String, value: String) {
        #expect(extract(header).map(\.value) == [value])
    }

    @Test(arguments: [
        "", ",", "a", "=b", "a b=c", "a=b c", "a=\"b\"", "a=b\\c", "a=é", "é=a", "a=%", "a=%4", "a=%zz", "a=b\n",
        ";a=b",
        "a;b=c",
    ])
    func skips(member: String) {
        #expect(extract(member) == [])
        #expect(extract("x=1,\(member),y=2").map(\.key) == ["x", "y"])
    }

    @Test func keepsAMemberWhoseMetadataIsMalformed() {
        #expect(extract("a=b;\u{1}") == [Baggage.Entry(key: "a", value: "b")])
        #expect(extract("a=b;;") == [Baggage.Entry(key: "a", value: "b")])
    }

    @Test func lastOfANameCounts() {
        #expect(extract("a=1;x,b=2,a=3") == [Baggage.Entry(key: "a", value: "3"), Baggage.Entry(key: "b", value: "2")])
    }

    @Test func leavesBaggageAloneWhereThereIsNone() {
        var context = InstrumentationContext.topLevel
        context.baggage["a"] = "b"
        propagator.extract(["baggage": "=,=,"], into: &context, using: carrier)
        propagator.extract([:], into: &context, using: carrier)
        #expect(context.baggage["a"] == "b")
    }

    @Test func writes() {
        let header = inject([
            Baggage.Entry(key: "a", value: "b, c;d\"e\\f%é\n", metadata: " ttl=30 ; private"),
            Baggage.Entry(key: "empty", value: ""),
            Baggage.Entry(key: "not a token", value: "x"),
            Baggage.Entry(key: "b", value: "2", metadata: "a,b=c"),
        ])
        #expect(header == "a=b%2C%20c%3Bd%22e%5Cf%25%C3%A9%0A;ttl=30;private,empty=,b=2")
    }

    @Test func writesNothingForNothing() {
        #expect(inject([]) == nil)
        #expect(inject([Baggage.Entry(key: "not a token", value: "x")]) == nil)
    }

    @Test func keepsTheLimits() {
        let many = (1...200).map { Baggage.Entry(key: "k\($0)", value: "v") }
        let header = many.map { "\($0.key)=\($0.value)" }.joined(separator: ",")
        #expect(extract(header) == Array(many.prefix(180)))
        #expect(inject(many).map(extract) == Array(many.prefix(180)))

        let long = Baggage.Entry(key: "long", value: String(repeating: "v", count: 8187))
        let short = Baggage.Entry(key: "short", value: "v")
        #expect(extract("long=\(long.value)") == [long])
        #expect(extract("long=\(long.value)v") == [])
        #expect(extract("short=v,long=\(long.value)") == [short])
        #expect(inject([long]) == "long=\(long.value)")
        #expect(inject([long, short]) == "long=\(long.value)")
        #expect(inject([short, long]) == "short=v")
    }

    @Test func isSetAndRemoved() {
        var baggage = Baggage()
        baggage["a"] = "1"
        baggage["b"] = "2"
        baggage["a"] = "3"
        baggage[""] = "x"
        #expect(baggage.entries == [Baggage.Entry(key: "a", value: "3"), Baggage.Entry(key: "b", value: "2")])
        baggage["a"] = nil
        #expect(baggage["a"] == nil)
        var context = InstrumentationContext.topLevel
        context.baggage = baggage
        context.baggage["b"] = nil
        #expect(context.isEmpty)
    }
}
