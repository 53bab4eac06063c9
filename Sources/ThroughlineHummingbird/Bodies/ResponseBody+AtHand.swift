import Hummingbird

extension ResponseBody {
    /// Whether the body is a buffer, or nothing, and not a closure that is yet to write it.
    ///
    /// Where that cannot be found out, it is `false`, except for a body that says it has no length.
    var isAtHand: Bool {
        guard let length = contentLength else { return false }
        return BodyKinds.known?.isAtHand(self) ?? (length == 0)
    }

    /// Whether it can be found out at all.
    static var knowsWhatIsAtHand: Bool { BodyKinds.known != nil }
}

/// Tells a body that is a buffer from one that a closure is yet to write.
///
/// Hummingbird keeps a body in an enumeration that it does not show, and has no other way to ask. Nothing is assumed of
/// the enumeration's cases: which of them is a buffer is learnt from a body that is one. Where anything is not as it should
/// be, there is no answer, and every body is taken for a closure, which is slower, and as right.
private struct BodyKinds: Sendable {
    static let known = BodyKinds()

    private let caseNumber: CaseNumber
    private let buffer: UInt32
    private let empty: UInt32

    private init?() {
        guard let caseNumber = CaseNumber() else { return nil }
        self.caseNumber = caseNumber
        buffer = caseNumber(ResponseBody(byteBuffer: ByteBuffer(string: "a")))
        empty = caseNumber(ResponseBody())
        let closures = [caseNumber(ResponseBody { _ in }), caseNumber(ResponseBody(contentLength: 1) { _ in })]
        guard buffer != empty, buffer == caseNumber(ResponseBody(byteBuffer: ByteBuffer())),
            !closures.contains(buffer), !closures.contains(empty)
        else { return nil }
    }

    func isAtHand(_ body: ResponseBody) -> Bool {
        let number = caseNumber(body)
        return number == buffer || number == empty
    }
}

/// Says which case of its enumeration a body is.
///
/// It asks the enumeration's type, as Swift's own reflection does, only without its cost: every type has a table of
/// functions that handle its values, among them one that says which case an enumeration's value is.
///
/// Specification: https://github.com/swiftlang/swift/blob/main/docs/ABI/TypeMetadata.rst,
/// https://github.com/swiftlang/swift/blob/main/include/swift/ABI/ValueWitness.def
private struct CaseNumber: Sendable {
    private typealias Function = @convention(c) (_ value: UnsafeRawPointer, _ type: UnsafeRawPointer) -> UInt32

    private let function: Function
    // It points to a type's metadata, which is there for as long as the process is, and never changes.
    private nonisolated(unsafe) let type: UnsafeRawPointer

    init?() {
        #if os(Linux) && (arch(x86_64) || arch(arm64))
        // The enumeration is all that a body consists of, so that a pointer to a body points to it.
        let mirror = Mirror(reflecting: ResponseBody())
        guard mirror.children.count == 1, let enumeration = mirror.children.first?.value,
            Mirror(reflecting: enumeration).displayStyle == .enum
        else { return nil }
        type = unsafeBitCast(Swift.type(of: enumeration) as Any.Type, to: UnsafeRawPointer.self)
        let word = MemoryLayout<UnsafeRawPointer>.size
        let table = type.load(fromByteOffset: -word, as: UnsafeRawPointer.self)
        // Eight functions that every type has, its size, its stride and a word of flags; then those of enumerations.
        guard table.load(fromByteOffset: 8 * word, as: Int.self) == MemoryLayout<ResponseBody>.size,
            table.load(fromByteOffset: 9 * word, as: Int.self) == MemoryLayout<ResponseBody>.stride,
            table.load(fromByteOffset: 10 * word, as: UInt32.self) & Self.hasEnumerationFunctions != 0
        else { return nil }
        function = table.load(fromByteOffset: 11 * word, as: Function.self)
        #else
        return nil
        #endif
    }

    /// `HasEnumWitnesses` in the word of flags.
    private static let hasEnumerationFunctions: UInt32 = 0x20_0000

    func callAsFunction(_ body: ResponseBody) -> UInt32 {
        withUnsafePointer(to: body) { function(UnsafeRawPointer($0), type) }
    }
}
