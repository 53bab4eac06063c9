import CSQLiteTracing

/// The texts of a connection's statements, each looked at once as long as its statement lives.
///
/// GRDB keeps prepared statements; by its address one is found again without making a `String` of its text.
struct StatementTexts {
    private var known: [OpaquePointer: Known] = [:]

    fileprivate struct Known {
        let cString: ContiguousArray<CChar>
        let text: StatementText
    }

    mutating func text(_ cString: UnsafePointer<CChar>, of statement: OpaquePointer) -> StatementText {
        // An address may belong to another statement by now.
        if let found = known[statement], found.isSame(as: cString) { return found.text }
        let string = String(cString: cString)
        let text = StatementText(string)
        if string.utf8.count <= Self.longText {
            if known.count >= Self.limit { known.removeAll(keepingCapacity: true) }
            known[statement] = Known(cString: string.utf8CString, text: text)
        }
        return text
    }

    private static let limit = 256
    /// A text of more bytes is not kept: it is hardly ever prepared to be run again.
    private static let longText = 4096
}

extension StatementTexts.Known {
    fileprivate func isSame(as other: UnsafePointer<CChar>) -> Bool {
        cString.withUnsafeBufferPointer { bytes in
            bytes.baseAddress.map { throughline_is_same_text($0, other) } ?? false
        }
    }
}
