/// What tells one backend from another without a dynamic cast: its type, and the word that it consists of, the reference to an
/// object, as a rule.
///
/// Two values of one type and with the same bits are the same, for as long as one of them is kept alive.
package struct ValueIdentity: Hashable, Sendable {
    private let type: ObjectIdentifier
    private let word: UInt

    /// `nil` for a value that is not one word in size.
    package init?<Value>(_ value: Value) {
        guard MemoryLayout<Value>.size == MemoryLayout<UInt>.size else { return nil }
        type = ObjectIdentifier(Swift.type(of: value))
        word = withUnsafeBytes(of: value) { $0.load(as: UInt.self) }
    }
}
