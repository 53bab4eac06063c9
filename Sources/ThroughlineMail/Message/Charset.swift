/// The few charsets that are read here.
enum Charset {
    /// The text that bytes in a charset say; `nil` for one that is not known, or bytes that are not in it.
    static func utf8(_ bytes: [UInt8], from charset: String) -> String? {
        switch charset.lowercased() {
        case "utf-8", "utf8", "us-ascii", "ascii": String(validating: bytes, as: UTF8.self)
        case "iso-8859-1", "latin1": bytes.reduce(into: "") { $0.unicodeScalars.append(Unicode.Scalar($1)) }
        default: nil
        }
    }
}
