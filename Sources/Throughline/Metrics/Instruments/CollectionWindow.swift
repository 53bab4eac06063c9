/// The time of a collection, and of the one before it, in nanoseconds since 1970.
struct CollectionWindow: Sendable {
    /// The reader's collection before, or when it began to read.
    let previous: UInt64
    let now: UInt64
}
