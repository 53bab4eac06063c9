import Testing

@testable import ThroughlineSQL

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// Throws texts at the reading of SQL that nobody would write: whatever comes, it is read to the end, every byte once.
///
/// `THROUGHLINE_FUZZ_INPUTS` says how many; without it, as many as a debug build reads in a few seconds.
@Suite struct FuzzTests {
    static let inputs = getenv("THROUGHLINE_FUZZ_INPUTS").flatMap { Int(String(cString: $0)) } ?? 3000
    static let dialects: [SQLDialect] = [.standard, .postgresql, .sqlite, .mysql, .transactSQL, .oracle]

    @Test("Damaged texts are read to the end")
    func damaged() {
        var random = Randomness(seed: 0x5EED_0001)
        let texts = PublishedCase.all.map(\.query) + Fragments.all
        for index in 0..<Self.inputs {
            var bytes = Array(texts[random.below(texts.count)].utf8)
            for _ in 0..<1 + random.below(4) { random.damage(&bytes, with: texts) }
            check(bytes, Self.dialects[index % Self.dialects.count])
        }
    }

    @Test("Bytes at random are read to the end")
    func random() {
        var random = Randomness(seed: 0x5EED_0002)
        for index in 0..<Self.inputs {
            let bytes = (0..<random.below(60)).map { _ in UInt8(truncatingIfNeeded: random.below(256)) }
            check(bytes, Self.dialects[index % Self.dialects.count])
        }
    }

    @Test("Fragments of SQL in any order are read to the end")
    func fragments() {
        var random = Randomness(seed: 0x5EED_0003)
        for index in 0..<Self.inputs {
            let text = (0..<random.below(40)).map { _ in random.one(of: Fragments.all) }.joined(
                separator: random.one(of: ["", " "])
            )
            check(Array(text.utf8), Self.dialects[index % Self.dialects.count])
        }
    }

    @Test("No literal of a statement is recorded, in the text or the summary")
    func literals() {
        var random = Randomness(seed: 0x5EED_0004)
        var secrets = 0
        for index in 0..<Self.inputs {
            let dialect = Self.dialects[index % Self.dialects.count]
            var writer = StatementWriter(dialect: dialect, random: random)
            let sql = writer.statement()
            random = writer.random
            if sql.contains(StatementWriter.secret) { secrets += 1 }
            let text = QueryText(sql, dialect: dialect, limit: .max)
            #expect(text.sanitized?.contains(StatementWriter.secret) != true, "\(dialect): \(sql)")
            #expect(text.sanitized?.contains(StatementWriter.secretNumber) != true, "\(dialect): \(sql)")
            #expect(text.summary?.contains(StatementWriter.secret) != true, "\(dialect): \(sql)")
            #expect(text.summary?.hasPrefix(writer.verb) == true, "\(dialect): \(sql)")
            // Nor of what is left of it.
            let cut = String(sql.prefix(random.below(sql.count + 1)))
            let rest = QueryText(cut, dialect: dialect, limit: .max)
            #expect(rest.sanitized?.contains(StatementWriter.secret) != true, "\(dialect): \(cut)")
            #expect(rest.summary?.contains(StatementWriter.secret) != true, "\(dialect): \(cut)")
        }
        #expect(secrets > Self.inputs / 2, "statements without a secret test little")
    }

    /// Twice the text takes twice the steps: texts of a shape that a slow reader would go through again and again.
    @Test("Long texts of awkward shapes are read")
    func awkward() {
        let shapes = [
            "'", "\"", "`", "[", "(", ")", "$", "$a", "$a$", "/*", "*/", "--", "q'", "E'\\", "IN (", "VALUES (", "(1),",
            "a.", ".", "WITH a AS (",
            "SELECT (", "FROM a,", "UNION ", "BEGIN ", "CREATE ", "'\\", "$$ $a$ ", "1.", "1e", "-",
            "/*traceparent='*/",
        ]
        for dialect in Self.dialects {
            for (index, shape) in shapes.enumerated() {
                let sql =
                    ["", "VALUES ", "SELECT 1 IN ("][index % 3]
                    + String(repeating: shape, count: 15_000 / shape.utf8.count)
                check(Array(sql.utf8), dialect)
                _ = TraceComment.appended(to: sql, "/*a='b'*/", dialect: dialect)
                _ = TraceComment.removed(from: sql)
            }
        }
    }

    private func check(_ bytes: [UInt8], _ dialect: SQLDialect) {
        let sql = String(decoding: bytes, as: UTF8.self)
        var copy = sql
        copy.withUTF8 { bytes in
            var tokenizer = Tokenizer(bytes, dialect: dialect)
            var end = 0
            var rest: Range<Int>?
            while let token = tokenizer.next() {
                guard token.start == end, token.end > token.start, token.end <= bytes.count else {
                    Issue.record("\(token) in \(dialect): \(sql)")
                    return
                }
                end = token.end
                if !token.isTerminated, token.kind != .comment { rest = token.start..<token.end }
            }
            #expect(end == bytes.count)
            // What a quote that is never closed holds is in no summary.
            guard let rest, rest.count > 8, let summary = QueryText(sql, dialect: dialect, limit: 200).summary else {
                return
            }
            let open = bytes[rest].map { $0 < 0x20 || $0 == 0x7F ? 0x20 : $0 }
            let isElsewhere = bytes[..<rest.lowerBound].contains(open)
            #expect(isElsewhere || !Array(summary.utf8).contains(open), "\(dialect): \(sql)")
        }
        let text = QueryText(sql, dialect: dialect, limit: 200)
        #expect((text.summary ?? "x").unicodeScalars.count <= 255)
        #expect((text.sanitized ?? "").utf8.count <= 203)
        #expect(text.summary?.isEmpty != true)
        // What can be commented is the same as before but for the comment, and is not commented again.
        let commented = TraceComment.appended(to: sql, "/*traceparent='x'*/", dialect: dialect)
        if commented != sql {
            #expect(TraceComment.appended(to: commented, "/*traceparent='x'*/", dialect: dialect) == commented)
            #expect(commented.utf8.count == sql.utf8.count + 20)
        }
    }
}
