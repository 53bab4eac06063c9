import Tracing

/// A context, kept to tell whether another one is the same.
///
/// Contexts cannot be compared. What is current in a task stays one value, though, until something else is made current,
/// and copies of it share their storage.
struct ContextIdentity {
    /// Held, so that no other context's storage can take the place of this one's.
    private let context: InstrumentationContext

    init(_ context: InstrumentationContext) {
        self.context = context
    }

    /// Whether `other` is this context, unchanged. Every other context is taken for one if that can no longer be told.
    func isSame(as other: InstrumentationContext) -> Bool {
        Self.word(of: context) == Self.word(of: other)
    }

    /// The reference to the storage, of which a context consists.
    private static func word(of context: InstrumentationContext) -> UInt? {
        guard MemoryLayout<InstrumentationContext>.size == MemoryLayout<UInt>.size else { return nil }
        return withUnsafeBytes(of: context) { $0.load(as: UInt.self) }
    }
}
