import Testing

@testable import Throughline

@Suite struct TraceStateTests {
    @Test(arguments: [
        ("", ""),
        ("a=b", "a=b"),
        (" a=b ", "a=b"),
        ("a=b,c=d", "a=b,c=d"),
        ("a=b \t,\t c=d", "a=b,c=d"),
        (",a=b,,c=d,", "a=b,c=d"),
        (", ,\t", ""),
        ("a= b", "a= b"),
        ("a=b c", "a=b c"),
        ("a=!~", "a=!~"),
        ("1=b", "1=b"),
        ("tenant@system=b", "tenant@system=b"),
        ("a_-*/9=b", "a_-*/9=b"),
        ("1tenant@system=b", "1tenant@system=b"),
    ])
    func reads(header: String, canonical: String) {
        #expect(TraceState(header: header)?.header == canonical)
    }

    @Test(arguments: [
        "a", "=b", "a=", "a= ", "A=b", "a=b=c", "a =b", " =b", "é=b", "a=é", "a=\u{1f}", "a=\u{7f}", "_a=b",
        "@a=b", "a.b=c", "a=b,c", "a=b\n", "a=b\u{0}", "a=1,b=2,a=3", "a=1,a=1", "a@=b", "a@@b=c", "a@b@c=d", "a@1=b",
    ])
    func refuses(header: String) {
        #expect(TraceState(header: header) == nil)
    }

    @Test func keepsTheLimits() {
        func list(_ count: Int) -> String { (1...count).map { "k\($0)=v" }.joined(separator: ",") }
        #expect(TraceState(header: list(32))?.members.count == 32)
        #expect(TraceState(header: list(32) + ",, ,")?.members.count == 32)
        #expect(TraceState(header: list(33)) == nil)
        let key = String(repeating: "k", count: 256)
        let value = String(repeating: "v", count: 256)
        #expect(TraceState(header: "\(key)=\(value)")?[key] == value)
        #expect(TraceState(header: "\(key)k=v") == nil)
        #expect(TraceState(header: "k=\(value)v") == nil)
        let spaces = String(repeating: " ", count: TraceState.maximumHeaderLength - 3)
        #expect(TraceState(header: "a=b" + spaces)?.header == "a=b")
        #expect(TraceState(header: "a=b " + spaces) == nil)
    }

    @Test func isReadByKey() throws {
        let state = try #require(TraceState(header: "a=1,ab=2,b= 3"))
        #expect(state["a"] == "1")
        #expect(state["ab"] == "2")
        #expect(state["b"] == " 3")
        #expect(state["c"] == nil)
        #expect(state[""] == nil)
        #expect(state.members.map(\.key) == ["a", "ab", "b"])
        #expect(TraceState().isEmpty)
        #expect(TraceState()["a"] == nil)
    }

    @Test func movesWhatChangesToTheFront() throws {
        var state = try #require(TraceState(header: "a=1,b=2"))
        state["c"] = "3"
        #expect(state.header == "c=3,a=1,b=2")
        state["b"] = "4"
        #expect(state.header == "b=4,c=3,a=1")
        state["c"] = nil
        #expect(state.header == "b=4,a=1")
        state["missing"] = nil
        #expect(state.header == "b=4,a=1")
    }

    @Test func ignoresWhatIsNotGrammatical() {
        var state = TraceState()
        for (key, value) in [("A", "b"), ("", "b"), ("a", ""), ("a", "b,c=d"), ("a", "b="), ("a", "b "), ("a", "é")] {
            state[key] = value
            #expect(state.isEmpty)
        }
    }

    @Test func dropsTheLastOf33() {
        var state = TraceState()
        for index in 1...33 { state["k\(index)"] = "v" }
        #expect(state.members.count == 32)
        #expect(state["k1"] == nil)
        #expect(state.members.first?.key == "k33")
    }
}
