import Testing

@testable import ThroughlineViewer

@Suite struct QueryTests {
    @Test(arguments: [
        ("", "(all)"),
        ("boom", "(text boom)"),
        ("\"quoted words\" more", "(all (text quoted words) (text more))"),
        ("service=shop", "(service = shop)"),
        ("service:shop", "(service = shop)"),
        ("http.route:*", "(http.route *)"),
        ("http.route=\"*\"", "(http.route = *)"),
        ("a!=b", "(a != b)"),
        ("url.full~http://x/y?z=1", "(url.full ~ http://x/y?z=1)"),
        ("duration>100ms", "(duration > 100000000)"),
        ("duration<=1.5s", "(duration <= 1500000000)"),
        ("duration>=2", "(duration >= 2)"),
        ("size<-5", "(size < -5)"),
        ("-a=1 NOT b=2", "(all (not (a = 1)) (not (b = 2)))"),
        ("a OR b c", "(any (text a) (all (text b) (text c)))"),
        ("(a OR b) c", "(all (any (text a) (text b)) (text c))"),
        ("a AND b", "(all (text a) (text b))"),
        ("{a=1 -b=2} {c=3}", "(all (span (all (a = 1) (not (b = 2)))) (span (c = 3)))"),
        ("trace.duration>1s", "(trace.duration > 1000000000)"),
        ("root=\"GET /\"", "(root = GET /)"),
        ("\"a key\"=v", "(a key = v)"),
        ("say=\"he said \\\"no\\\"\"", "(say = he said \"no\")"),
        ("severity>=WARN", "(severity >= 13)"),
        ("severity>warn", "(severity > 16)"),
        ("severity=warn", "(severity = WARN)"),
        ("status=ERROR", "(status = error)"),
        ("a-b or", "(all (text a-b) (text or))"),
        ("http://x", "(http = //x)"),
    ])
    func `A query means what it says`(text: String, meaning: String) throws {
        #expect(try Query(parsing: text).expression.drawing == meaning)
    }

    @Test(arguments: [
        ("a OR", 2, "behind OR"), ("OR a", 0, "before OR"), ("(a", 0, "never closed"), ("a)", 1, "nothing"),
        ("{a", 0, "never closed"), ("}", 0, "closes"), ("{{a}}", 1, "braces within"), ("()", 0, "a term in it"),
        ("\"a", 0, "never closed"), ("a=", 2, "a value behind"), ("a= b", 2, "a value behind"),
        ("=b", 0, "a key before"),
        ("-", 0, "to negate"), ("duration>fast", 9, "duration>100ms"), ("duration~1", 9, "is a number"),
        ("kind=servant", 5, "kind is one of"), ("kind>server", 5, "with = and !="), ("trace=abc", 6, "32 hexadecimal"),
        ("a>b", 2, "compares numbers"), ("severity=LOUD", 9, "severity>=WARN"),
        ("{trace.spans>2}", 1, "outside the braces"),
        ("ü \u{1F600} a=", 7, "a value behind"), ("\"\"=1", 0, "key is empty"),
    ])
    func `What is no query is an error that says where and what to do`(text: String, position: Int, message: String) {
        let error = #expect(throws: QueryError.self) { try Query(parsing: text) }
        #expect(error?.position == position, "\(text)")
        #expect(error?.message.contains(message) == true, "\(error?.message ?? "")")
    }

    @Test(arguments: ["(", "-", "NOT ", "-("])
    func `Nesting without end is refused, and takes no time`(piece: String) {
        let error = #expect(throws: QueryError.self) {
            try Query(parsing: String(repeating: piece, count: 8_000 / piece.count) + "a")
        }
        #expect(error?.message.contains("deep") == true)
    }

    @Test func `A query may be long, but not without end`() {
        #expect(throws: Never.self) { try Query(parsing: String(repeating: "a ", count: QueryParser.maxTerms)) }
        #expect(throws: QueryError.self) {
            try Query(parsing: String(repeating: "a ", count: QueryParser.maxTerms + 1))
        }
        #expect(throws: QueryError.self) { try Query(parsing: String(repeating: "a", count: QueryToken.maxLength + 1)) }
    }
}

extension Query.Expression {
    /// The expression with all its parentheses.
    var drawing: String {
        switch self {
        case .all(let expressions): Self.draw("all", expressions)
        case .any(let expressions): Self.draw("any", expressions)
        case .not(let expression): Self.draw("not", [expression])
        case .span(let expression): Self.draw("span", [expression])
        case .text(let pattern):
            "(text \(pattern.parts.map { String(decoding: $0, as: UTF8.self) }.joined(separator: "*")))"
        case .field(let field, let test): "(\(field.key) \(test.drawing))"
        case .traceField(let field, let test): "(\(field.rawValue) \(test.drawing))"
        }
    }

    private static func draw(_ name: String, _ expressions: [Self]) -> String {
        "(" + ([name] + expressions.map(\.drawing)).joined(separator: " ") + ")"
    }
}

extension Query.Field {
    fileprivate var key: String {
        if case .attribute(let key) = self { key } else { "\(self)" }
    }
}

extension ValueTest {
    fileprivate var drawing: String {
        switch self {
        case .exists: return "*"
        case .equals(let literal): return "= \(literal.text)"
        case .differs(let literal): return "!= \(literal.text)"
        case .contains(let pattern):
            return "~ \(pattern.parts.map { String(decoding: $0, as: UTF8.self) }.joined(separator: "*"))"
        case .compares(let comparison, let number):
            let sign =
                switch comparison {
                case .less: "<"
                case .lessOrEqual: "<="
                case .greater: ">"
                case .greaterOrEqual: ">="
                }
            return "\(sign) \(Int(number.double))"
        }
    }
}
