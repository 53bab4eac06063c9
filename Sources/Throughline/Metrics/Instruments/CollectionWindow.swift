/// The time of a collection, and of the one before it, in nanoseconds since 1970.
struct CollectionWindow: Sendable {
    /// The reader's collection before, or when it began to read.
    let previous: UInt64
    let now: UInt64

    /// When what is said now, and was not said before, began to count. Clocks may have been set back since the creation.
    func start(of creation: UInt64) -> UInt64 { min(max(previous, creation), now) }
}
