public import Instrumentation

/// Names and values that travel with a request from service to service, beside the trace.
///
/// ```swift
/// var context = InstrumentationContext.current ?? .topLevel
/// context.baggage["tenant"] = "acme"
/// ```
///
/// Baggage is sent in the clear to every service that the request reaches, also to services of others: nothing
/// secret belongs into it. Values are any text; ``BaggagePropagator`` escapes them on the wire. Names that are not
/// HTTP tokens stay in this process.
///
/// Source: [W3C Baggage](https://www.w3.org/TR/baggage/).
public struct Baggage: Hashable, Sendable {
    /// A name with its value.
    public struct Entry: Hashable, Sendable {
        /// The name, case-sensitive.
        public var key: String
        /// The value, not escaped.
        public var value: String
        /// What the sender attached to the value, as it was written (`ttl=30;private`). It has no meaning here.
        public var metadata: String

        /// An entry of a name and a value.
        public init(key: String, value: String, metadata: String = "") {
            self.key = key
            self.value = value
            self.metadata = metadata
        }
    }

    /// The entries, each with a name of its own, in the order in which the names came first.
    public private(set) var entries: [Entry]

    /// Baggage without entries.
    public init() {
        entries = []
    }

    /// Whether there are no entries.
    public var isEmpty: Bool { entries.isEmpty }

    /// The value of a name. `nil` removes the entry; a new value drops the metadata that the old one had.
    public subscript(key: String) -> String? {
        get { entries.first { $0.key == key }?.value }
        set {
            if let newValue {
                set(Entry(key: key, value: newValue))
            } else {
                entries.removeAll { $0.key == key }
            }
        }
    }

    /// Adds an entry, or replaces the entry of the same name. An entry with an empty name is not added.
    public mutating func set(_ entry: Entry) {
        guard !entry.key.isEmpty else { return }
        if let index = entries.firstIndex(where: { $0.key == entry.key }) {
            entries[index] = entry
        } else {
            entries.append(entry)
        }
    }
}

extension InstrumentationContext {
    /// The baggage of the request. Empty if there is none.
    public var baggage: Baggage {
        get { self[BaggageKey.self] ?? Baggage() }
        set { self[BaggageKey.self] = newValue.isEmpty ? nil : newValue }
    }
}

private enum BaggageKey: InstrumentationContextKey {
    typealias Value = Baggage

    static var nameOverride: String? { "baggage" }
}
