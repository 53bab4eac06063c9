package import SpanRecording

extension Attributes {
    /// Whether one of the values is not a number. Such attributes equal no others, not even themselves, and nobody would find
    /// again what is kept under them.
    package var hasNaN: Bool {
        contains { attribute in
            switch attribute.value {
            case .double(let value): value.isNaN
            case .doubles(let values): values.contains(where: \.isNaN)
            case .string, .bool, .int, .strings, .bools, .ints: false
            }
        }
    }
}
