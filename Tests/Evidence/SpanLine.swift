import Foundation

/// A span as ``LineTracer`` writes it, in a line: its fields with a tab in between.
package struct SpanLine: Sendable, CustomStringConvertible {
    package var name: String
    package var trace: UInt64
    package var span: UInt64
    /// 0 for none.
    package var parent: UInt64
    /// Which attempt it is of, from 1; 0 for a span that is of none.
    package var attempt: Int
    /// The id of the job or the request that it is about; empty for none.
    package var message: String
    package var isError: Bool

    package var description: String {
        [name, "\(trace)", "\(span)", "\(parent)", "\(attempt)", message, isError ? "error" : "ok"].joined(
            separator: "\t"
        )
    }

    /// The spans of a file, by what they are about.
    ///
    /// - Throws: ``Torn``, and what reading throws.
    package static func read(_ path: String) throws -> [String: [SpanLine]] {
        var lines: [String: [SpanLine]] = [:]
        for text in try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n") {
            guard let line = SpanLine(text) else { throw Torn(line: String(text)) }
            lines[line.message, default: []].append(line)
        }
        return lines
    }

    /// A line that is not whole.
    package struct Torn: Error {
        let line: String
    }
}

extension SpanLine {
    private init?(_ text: Substring) {
        let fields = text.split(separator: "\t", omittingEmptySubsequences: false)
        guard fields.count == 7, let trace = UInt64(fields[1]), let span = UInt64(fields[2]),
            let parent = UInt64(fields[3]), let attempt = Int(fields[4])
        else { return nil }
        self.init(
            name: String(fields[0]),
            trace: trace,
            span: span,
            parent: parent,
            attempt: attempt,
            message: String(fields[5]),
            isError: fields[6] == "error"
        )
    }
}
