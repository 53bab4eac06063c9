import Hummingbird

extension Request {
    /// A number in the query.
    func number(_ name: String, in range: ClosedRange<Int>, default number: Int) throws -> Int {
        guard let text = uri.queryParameters[name[...]] else { return number }
        guard let number = Int(text), range.contains(number) else {
            throw HTTPError(
                .badRequest,
                message: "\(name) must be a number from \(range.lowerBound) to \(range.upperBound)."
            )
        }
        return number
    }
}
