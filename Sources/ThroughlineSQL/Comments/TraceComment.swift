import Instrumentation
import WireText

/// The comment that carries a trace: `/*key='value',…*/`.
///
/// Specification: https://google.github.io/sqlcommenter/spec/
enum TraceComment {
    /// A text of SQL with the comment at its end, before a semicolon.
    ///
    /// The text stays as it is where the comment would not be one, behind a quote that is never closed; where there is nothing
    /// to comment; and where it has a comment already: the specification wants such a text left alone.
    static func appended(to sql: String, _ comment: String?, dialect: SQLDialect) -> String {
        guard let comment, sql.utf8.count <= longestStatement, let end = end(of: sql, dialect: dialect) else {
            return sql
        }
        let index = sql.utf8.index(sql.startIndex, offsetBy: end)
        return "\(sql[..<index]) \(comment)\(sql[index...])"
    }

    /// A text of SQL without a comment of this kind at its end, so that it is the same text for every trace.
    ///
    /// A driver's callback gets the text that was sent.
    static func removed(from sql: String) -> String {
        var text = sql
        let range: Range<Int>? = text.withUTF8 { bytes in
            var end = bytes.count
            while end > 0, bytes[end - 1] <= ASCII.space || bytes[end - 1] == ASCII.semicolon { end -= 1 }
            guard end >= 4, bytes[end - 1] == ASCII.slash, bytes[end - 2] == ASCII.asterisk else { return nil }
            var start = end - 3
            while start > 0, bytes[start] != ASCII.slash { start -= 1 }
            guard bytes[start..<end].isTraceComment else { return nil }
            while start > 0, bytes[start - 1] <= ASCII.space { start -= 1 }
            return start..<end
        }
        guard let range else { return sql }
        let start = sql.utf8.index(sql.startIndex, offsetBy: range.lowerBound)
        let end = sql.utf8.index(sql.startIndex, offsetBy: range.upperBound)
        return String(sql[..<start] + sql[end...])
    }

    /// The comment itself; `nil` where there is nothing to say, or too much.
    static func text(_ pairs: [String: String]) -> String? {
        guard !pairs.isEmpty else { return nil }
        let encoded = pairs.map { (key: escaped($0.key), value: escaped($0.value)) }
            .filter { !$0.key.isEmpty }
            .sorted { $0.key < $1.key }
            .map { "\($0.key)='\($0.value)'" }
            .joined(separator: ",")
        guard !encoded.isEmpty, encoded.utf8.count <= longestComment else { return nil }
        return "/*\(encoded)*/"
    }

    /// Nothing but unreserved characters is left as it is, so that no quote, no asterisk and no slash remains.
    private static func escaped(_ text: String) -> String {
        PercentEncoding.encode(text, allowing: \.isUnreserved)
    }

    /// Bytes. A longer one is somebody's mistake, and databases read comments too.
    private static let longestComment = 4096
    /// Bytes. Such a text is a bulk load; it is not read once more for a comment.
    private static let longestStatement = 1 << 20

    /// Where a comment can go, in bytes.
    private static func end(of sql: String, dialect: SQLDialect) -> Int? {
        var sql = sql
        return sql.withUTF8 { bytes in
            var tokenizer = Tokenizer(bytes, dialect: dialect)
            var end: Int?
            while let token = tokenizer.next() {
                guard token.isTerminated, token.kind != .comment else { return nil }
                guard token.isSignificant else { continue }
                if token.kind != .symbol || bytes[token.start] != ASCII.semicolon { end = token.end }
            }
            return end
        }
    }
}

extension Slice<UnsafeBufferPointer<UInt8>> {
    /// Whether this is `/*key='value',…*/`, encoded. Other writers put a space behind the comma.
    fileprivate var isTraceComment: Bool {
        guard count >= 4, starts(with: "/*".utf8) else { return false }
        var index = startIndex + 2
        while true {
            let key = index
            while base[index].isUnreserved || base[index] == ASCII.percent { index += 1 }
            guard index > key, base[index] == ASCII.equals, base[index + 1] == ASCII.quote else { return false }
            index += 2
            while base[index].isUnreserved || base[index] == ASCII.percent { index += 1 }
            guard base[index] == ASCII.quote else { return false }
            index += 1
            if base[index] == ASCII.asterisk { return index + 2 == endIndex }
            guard base[index] == ASCII.comma else { return false }
            index += base[index + 1] == ASCII.space ? 2 : 1
        }
    }
}
