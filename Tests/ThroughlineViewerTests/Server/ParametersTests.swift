import Testing

@testable import ThroughlineViewer

/// What follows the question mark.
@Suite struct ParametersTests {
    @Test func `Names and values are decoded as forms write them`() {
        let parameters = Parameters(
            query: "q=service%3Dshop+duration%3E1ms&limit=5&empty=&flag&a=b=c&%71x=%2B&bad=%zz&q=last"
        )
        #expect(parameters["q"] == "last")
        #expect(Parameters(query: "q=service%3Dshop+duration%3E1ms")["q"] == "service=shop duration>1ms")
        #expect(parameters["empty"] == nil)
        #expect(parameters["flag"] == nil)
        #expect(parameters["a"] == "b=c")
        #expect(parameters["qx"] == "+")
        #expect(parameters["bad"] == "%zz")
        #expect(Parameters(query: nil)["q"] == nil)
    }

    @Test func `A number, a time and a word are what they say, or a bad request`() throws {
        let parameters = Parameters(query: "n=5&big=501&text=x&time=18446744073709551615&minus=-1&kind=a")
        enum Kind: String, CaseIterable { case a, b }
        #expect(try parameters.number("n", in: 1...500, default: 1) == 5)
        #expect(try parameters.number("absent", in: 1...500, default: 7) == 7)
        #expect(try parameters.time("time") == .max)
        #expect(try parameters.word("kind", default: Kind.b) == .a)
        for name in ["big", "text", "minus", "time"] {
            #expect(throws: APIError.self) { try parameters.number(name, in: 1...500, default: 1) }
        }
        for name in ["text", "minus"] { #expect(throws: APIError.self) { try parameters.time(name) } }
        #expect(throws: APIError.badRequest("text is one of a, b.")) { try parameters.word("text", default: Kind.a) }
    }
}
