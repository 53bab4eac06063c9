import Testing
import ThroughlineSQL

@testable import ThroughlineGRDB

@Suite struct BoundParametersTests {
    private func values(_ raw: String, _ expanded: String) -> [QueryParameter] {
        var (raw, expanded) = (raw, expanded)
        return raw.withUTF8 { raw in
            expanded.withUTF8 { expanded in
                BoundParameters.between(UnsafeRawBufferPointer(raw), UnsafeRawBufferPointer(expanded))
            }
        }
    }

    @Test(arguments: [
        ("NULL", nil), ("12", "12"), ("-12", "-12"), ("1.5e-10", "1.5e-10"), ("1.0e+30", "1.0e+30"), ("-Inf", "-Inf"),
        ("''", ""), ("'it''s'", "it's"), ("'?'", "?"), ("x'0aff'", "<2 bytes>"), ("zeroblob(12)", "<zeros>"),
    ])
    func aValueIsReadAsSQLiteWritesIt(literal: String, value: String?) {
        #expect(
            values("SELECT ?+1, ?", "SELECT \(literal)+1, 7") == [QueryParameter(0, value), QueryParameter(1, "7")]
        )
    }

    @Test func namesAreWithoutWhatTheyStartWith() {
        #expect(
            values("SELECT :a, @b, $c, :a", "SELECT 1, 2, 3, 1")
                == [QueryParameter("a", "1"), QueryParameter("b", "2"), QueryParameter("c", "3")]
        )
    }

    @Test func namesMayBeThoseOfTcl() {
        #expect(
            values("SELECT :a(?9223372036854775807)-1, $b::c, :d", "SELECT NULL-1, 2, 3")
                == [
                    QueryParameter("a(?9223372036854775807)", nil), QueryParameter("b::c", "2"),
                    QueryParameter("d", "3"),
                ]
        )
    }

    @Test func numbersCountFromOneAndIndicesFromZero() {
        #expect(
            values("SELECT ?2, ?, ?2, ?1", "SELECT 'b', 'c', 'b', 'a'")
                == [QueryParameter(1, "b"), QueryParameter(2, "c"), QueryParameter(0, "a")]
        )
    }

    @Test func whatOnlyLooksLikeAParameterIsNone() {
        let text = "SELECT '?', \"?\", `?`, [?], a$b -- ?\n /* ? */ , "
        #expect(values(text + "?", text + "5") == [QueryParameter(0, "5")])
    }

    @Test(arguments: [
        ("SELECT ?", "SELECT"), ("SELECT ?", ""), ("", ""), ("SELECT ?, ?", "SELECT 1"), ("SELECT '", "SELECT '"),
        ("?", "'"), ("?", "-"), ("?", "N"), ("?", "z"), ("/*", "/*"), ("?999999999999999999999", "1"),
        ("?9223372036854775807, :b", "NULL, 1"), ("?32767, ?", "1, 2"), ("?0", "1"), (":a(", "1"),
    ])
    func textsThatDoNotFitAreHarmless(raw: String, expanded: String) {
        #expect(values(raw, expanded).count <= 1)
    }
}
