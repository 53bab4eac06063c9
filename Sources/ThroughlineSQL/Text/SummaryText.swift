/// A summary in the making: operations and their targets with a space between, at most 255 characters.
struct SummaryText {
    /// Characters; what does not fit as a whole ends the summary.
    /// Source: https://opentelemetry.io/docs/specs/semconv/db/database-spans/#generating-a-summary-of-the-query
    private static let limit = 255

    private var bytes: [UInt8] = []
    private var count = 0
    private(set) var isFull = false

    var isEmpty: Bool { bytes.isEmpty }

    /// Adds an operation or a target, as it is written. A line break in a quoted name becomes a space.
    mutating func append(_ part: some Collection<UInt8>) {
        guard !isFull, !part.isEmpty else { return }
        var characters = bytes.isEmpty ? 0 : 1
        for byte in part where byte & 0xC0 != 0x80 { characters += 1 }
        guard count + characters <= Self.limit else {
            isFull = true
            return
        }
        count += characters
        if !bytes.isEmpty { bytes.append(ASCII.space) }
        for byte in part { bytes.append(byte < ASCII.space || byte == 0x7F ? ASCII.space : byte) }
    }

    /// `nil` where there is nothing to say.
    var text: String? { bytes.isEmpty ? nil : String(decoding: bytes, as: UTF8.self) }
}
