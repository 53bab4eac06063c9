import InMemoryTracing
import SemanticConventions
import SpanRecording
import TestSupport
import Testing
import Tracing

@testable import ThroughlineSQL

@Suite("Comments that carry the trace")
struct TraceCommentTests {
    private static let traceparent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"

    private func database(tags: [String: String] = [:], _ fields: [String: String] = ["traceparent": traceparent])
        -> TracedDatabase
    {
        var comments = SQLComments(tags: tags)
        comments.propagator = ForeignTracer(fields: fields.map { ($0.key, $0.value) })
        return .postgresql { $0.comments = comments }
    }

    private let comment = "/*traceparent='\(traceparent)'*/"

    @Test("are not there unless asked for")
    func off() {
        #expect(TracedDatabase.postgresql().commenting("SELECT 1") == "SELECT 1")
    }

    @Test("look as in the conventions' example")
    func example() {
        let database = database([
            "traceparent": Self.traceparent, "tracestate": "congo=t61rcWkgMzE,rojo=00f067aa0ba902b7",
        ])
        #expect(
            database.commenting("SELECT * FROM songs")
                == "SELECT * FROM songs /*traceparent='\(Self.traceparent)',tracestate='congo%3Dt61rcWkgMzE%2Crojo%3D00f067aa0ba902b7'*/"
        )
    }

    @Test("stand before the last semicolon")
    func semicolons() {
        #expect(database().commenting("SELECT 1;") == "SELECT 1 \(comment);")
        #expect(database().commenting("SELECT 1 ; \n") == "SELECT 1 \(comment) ; \n")
        #expect(database().commenting("SELECT 1; SELECT 2") == "SELECT 1; SELECT 2 \(comment)")
        #expect(database().commenting("SELECT ';'") == "SELECT ';' \(comment)")
        #expect(database().commenting("SELECT 'é' ") == "SELECT 'é' \(comment) ")
    }

    @Test(
        "are not appended where there is a comment, nothing to comment, or something that never ends",
        arguments: [
            "", " ", ";", "-- a", "SELECT 1 -- a", "SELECT 1 /* a */", "/*+ hint */ SELECT 1", "SELECT 'a",
            "SELECT \"a", "SELECT $$a",
            "SELECT /* a", "SELECT 1 /*traceparent='x'*/", "SELECT E'\\'",
        ]
    )
    func untouched(sql: String) {
        #expect(database().commenting(sql) == sql)
    }

    @Test("stay away from a text of more than a megabyte")
    func bulk() {
        let sql = "SELECT " + String(repeating: "1,", count: 1 << 20) + "1"
        #expect(database().commenting(sql) == sql)
    }

    @Test("have sorted and encoded keys and values, out of which nothing breaks")
    func encoding() {
        let tags = [
            "route": "/orders/{id}", "evil": "*/; DROP TABLE x; /*", "quote": "it's \\' \"", "non ascii": "é?%$1@:x",
            "empty": "",
            "": "no key", "control": "a\u{0}\n\rb",
        ]
        let commented = database(tags: tags, [:]).commenting("SELECT 1")
        #expect(
            commented
                == "SELECT 1 /*control='a%00%0A%0Db',empty='',evil='%2A%2F%3B%20DROP%20TABLE%20x%3B%20%2F%2A',"
                + "non%20ascii='%C3%A9%3F%25%241%40%3Ax',quote='it%27s%20%5C%27%20%22',route='%2Forders%2F%7Bid%7D'*/"
        )
    }

    @Test("never carry baggage, and the caller's tags before a propagator's fields")
    func fields() {
        let database = database(tags: ["b3": "mine"], ["baggage": "user=alice", "Baggage": "x", "b3": "theirs"])
        #expect(database.commenting("SELECT 1") == "SELECT 1 /*b3='mine'*/")
    }

    @Test("are not appended where there is nothing to say, or far too much")
    func bounds() {
        #expect(database([:]).commenting("SELECT 1") == "SELECT 1")
        #expect(database(["x": String(repeating: "y", count: 5000)]).commenting("SELECT 1") == "SELECT 1")
    }

    @Test("carry the span's own trace, as the application's instrument writes it, and are not recorded")
    func span() throws {
        var sent = ""
        let database = TracedDatabase.postgresql { $0.comments = SQLComments(tags: ["application": "shop"]) }
        let span = try record {
            database.withStatement("SELECT 1 FROM t") { span in
                sent = span.sql
                #expect(span.commenting("SELECT 2").hasPrefix("SELECT 2 /*"))
            }
        }
        #expect(sent.contains("\(InMemoryTracer.spanIDKey)='\(span.spanID)'"))
        #expect(sent.contains("application='shop'"))
        #expect(span[.dbQueryText] == "SELECT 1 FROM t" || span[.dbQueryText] == "SELECT ? FROM t")
    }

    @Test("are taken off a text that a driver's callback brings back")
    func removal() throws {
        for (sql, recorded) in [
            ("SELECT a FROM t WHERE b = $1 \(comment)", "SELECT a FROM t WHERE b = $1"),
            ("SELECT a FROM t WHERE b = $1\(comment);", "SELECT a FROM t WHERE b = $1;"),
            ("SELECT a FROM t WHERE b = $1 /* note */", "SELECT a FROM t WHERE b = $1 /* note */"),
            ("SELECT a FROM t WHERE b = $1 /*application='shop', route='%2Fx'*/", "SELECT a FROM t WHERE b = $1"),
            ("SELECT a FROM t WHERE b = $1 /*a='b',*/", "SELECT a FROM t WHERE b = $1 /*a='b',*/"),
            ("SELECT a FROM t WHERE b = $1 /**/", "SELECT a FROM t WHERE b = $1 /**/"),
            ("/*/", nil),
            (comment, nil),
        ] as [(String, String?)] {
            let span = try record { TracedDatabase.postgresql().withStatement(sql) { _ in } }
            #expect(span[.dbQueryText] == recorded)
        }
    }
}
