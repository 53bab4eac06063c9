/// What a `Retry-After` field asks for.
///
/// Source: RFC 9110, section 10.2.3. The value is a number of seconds or a date.
package enum RetryAfter {
    /// How long to wait. `nil` if the value is malformed; nothing if the date is over.
    ///
    /// - Parameters:
    ///   - value: The value of the field.
    ///   - now: The time now, in seconds since 1970.
    package static func delay(_ value: String, now: Int64) -> Duration? {
        let bytes = value.utf8.trimmingOptionalWhitespace()
        if !bytes.isEmpty, bytes.allSatisfy(\.isDigit) {
            // More seconds than an Int64 holds are simply very many.
            let seconds = Int64(Substring(bytes)) ?? .max
            return .seconds(min(seconds, Int64(Int32.max)))
        }
        guard let date = HTTPDate.secondsSince1970(String(Substring(bytes)), now: now) else { return nil }
        return .seconds(min(max(date - now, 0), Int64(Int32.max)))
    }
}
