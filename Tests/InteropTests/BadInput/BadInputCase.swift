import Testing

/// Bytes that a client sends to a server, and that need not be a request.
struct BadInputCase: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let bytes: [UInt8]
    /// Whether the client closes its end then: the server would wait for more, and rightly so.
    var thenCloses = false

    init(_ description: String, _ bytes: [UInt8], thenCloses: Bool = false) {
        testDescription = description
        self.bytes = bytes
        self.thenCloses = thenCloses
    }

    init(_ description: String, _ text: String, thenCloses: Bool = false) {
        self.init(description, Array(text.utf8), thenCloses: thenCloses)
    }

    /// A request with this target and these header lines; `~` in them stands for the byte.
    static func request(
        _ description: String,
        _ target: String = "/relay",
        _ lines: String...,
        host: String? = "Host: relay.example",
        method: String = "GET",
        version: String = "HTTP/1.1",
        byte: UInt8 = UInt8(ascii: "~")
    ) -> Self {
        let head = ["\(method) \(target) \(version)"] + (host.map { [$0] } ?? []) + ["Connection: close"] + lines
        let text = head.joined(separator: "\r\n") + "\r\n\r\n"
        return Self(description, text.utf8.map { $0 == UInt8(ascii: "~") ? byte : $0 })
    }

    static func repeating(_ text: String, _ count: Int) -> String { String(repeating: text, count: count) }
}
