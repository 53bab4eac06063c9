/// What one proxy says of the request that it was sent: an element of a `Forwarded` header.
///
/// Specification: RFC 7239, section 4
struct ForwardedElement: Equatable {
    var node: String?
    var host: String?
    var scheme: String?

    /// The elements of one header, the first proxy's first; `nil` where it is malformed, or longer than any proxy makes it.
    static func list(_ header: String) -> [ForwardedElement]? {
        guard header.utf8.count <= 16_384 else { return nil }
        var scanner = Scanner(header.utf8[...])
        var elements: [ForwardedElement] = []
        var element = ForwardedElement()
        var hasPairs = false
        while true {
            scanner.skipSpaces()
            switch scanner.peek {
            case nil:
                if hasPairs { elements.append(element) }
                return elements
            case UInt8(ascii: ","):
                scanner.advance()
                if hasPairs { elements.append(element) }
                element = ForwardedElement()
                hasPairs = false
            case UInt8(ascii: ";"):
                scanner.advance()
            default:
                guard let (name, value) = scanner.pair() else { return nil }
                hasPairs = true
                switch name {
                case "for": element.node = value
                case "host": element.host = value
                case "proto": element.scheme = value
                default: break
                }
            }
        }
    }

    private struct Scanner {
        private var rest: Substring.UTF8View

        init(_ text: Substring.UTF8View) {
            rest = text
        }

        var peek: UInt8? { rest.first }

        mutating func advance() { rest.removeFirst() }

        mutating func skipSpaces() {
            rest = rest.drop { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
        }

        /// `name=value`, followed by a separator.
        mutating func pair() -> (name: String, value: String)? {
            let name = token()
            guard !name.isEmpty, peek == UInt8(ascii: "=") else { return nil }
            advance()
            guard let value = peek == UInt8(ascii: "\"") ? quoted() : token() else { return nil }
            skipSpaces()
            guard peek == nil || peek == UInt8(ascii: ",") || peek == UInt8(ascii: ";") else { return nil }
            return (name.lowercased(), value)
        }

        /// Everything up to a separator. Real proxies write addresses of IPv6 without the quotes that they need.
        private mutating func token() -> String {
            let token = rest.prefix { $0 > 0x20 && !#",;="#.utf8.contains($0) && $0 != UInt8(ascii: "\"") }
            rest = rest[token.endIndex...]
            return String(Substring(token))
        }

        private mutating func quoted() -> String? {
            advance()
            var text: [UInt8] = []
            while let byte = peek {
                advance()
                switch byte {
                case UInt8(ascii: "\""): return String(decoding: text, as: UTF8.self)
                case UInt8(ascii: "\\"):
                    guard let escaped = peek else { return nil }
                    advance()
                    text.append(escaped)
                default: text.append(byte)
                }
            }
            return nil
        }
    }
}
