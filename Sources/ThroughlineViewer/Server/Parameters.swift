import WireText

/// The parameters of a request's URL.
struct Parameters: Sendable {
    private var values: [String: String] = [:]

    /// More parameters than any request has.
    private static let maxCount = 100

    /// - Parameter query: what stands after the question mark, as HTML forms write it: a plus sign is a space.
    init(query: String?) {
        for pair in (query ?? "").split(separator: "&", maxSplits: Self.maxCount) {
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map { part in
                PercentEncoding.decodeLeniently(String(part.map { $0 == "+" ? " " : $0 }))
            }
            guard let name = parts.first else { continue }
            values[name] = parts.count == 2 ? parts[1] : ""
        }
    }

    /// A parameter's text; `nil` where there is none, or an empty one.
    subscript(name: String) -> String? {
        values[name].flatMap { $0.isEmpty ? nil : $0 }
    }

    /// A whole number.
    /// - Throws: ``APIError`` when it is none, or not in the range.
    func number(_ name: String, in range: ClosedRange<Int>, default standard: Int) throws(APIError) -> Int {
        guard let text = self[name] else { return standard }
        guard let number = Int(text), range.contains(number) else {
            throw .badRequest("\(name) is a number from \(range.lowerBound) to \(range.upperBound).")
        }
        return number
    }

    /// A time: nanoseconds since 1970-01-01T00:00:00Z.
    /// - Throws: ``APIError`` when it is none.
    func time(_ name: String) throws(APIError) -> UInt64? {
        guard let text = self[name] else { return nil }
        guard let time = UInt64(text) else {
            throw .badRequest("\(name) is a time: a number of nanoseconds since 1970-01-01T00:00:00Z.")
        }
        return time
    }

    /// Where a page of a list begins: the `next` of the page before, two numbers.
    /// - Throws: ``APIError`` when it is none.
    func cursor(_ name: String) throws(APIError) -> String? {
        guard let text = self[name] else { return nil }
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 2, UInt64(parts[0]) != nil, Int64(parts[1]) != nil else {
            throw .badRequest("\(name) is what the page before says as next.")
        }
        return text
    }

    /// One of a few words.
    /// - Throws: ``APIError`` when it is none of them.
    func word<Word: RawRepresentable & CaseIterable>(_ name: String, default standard: Word) throws(APIError) -> Word
    where Word.RawValue == String {
        guard let text = self[name] else { return standard }
        guard let word = Word(rawValue: text) else {
            throw .badRequest("\(name) is one of \(Word.allCases.map(\.rawValue).joined(separator: ", ")).")
        }
        return word
    }
}
