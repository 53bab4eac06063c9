/// A mail as it has arrived.
struct ReceivedMail: Sendable {
    let lines: [String]

    /// The value of a header field, as far as its first line goes.
    func header(_ name: String) -> String? {
        lines.prefix { !$0.isEmpty }.first { $0.lowercased().hasPrefix("\(name.lowercased()):") }
            .map { String($0.dropFirst(name.count + 1).drop { $0 == " " }) }
    }
}
