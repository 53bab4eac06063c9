/// What the writer has to know of a trace that spans still come to.
final class TraceState {
    /// What others have to know of a span.
    struct Place {
        let row: Int64
        /// The service's name.
        let service: Int
        /// Whom a client calls; empty when it does not say.
        let address: String
    }

    /// A span that waits for its parent.
    struct Child {
        let service: Int
        let kind: SpanKind
        let link: ServiceEdge.Kind
    }

    let number: Int64
    private(set) var places: [UInt64: Place] = [:]
    /// The rows of other spans with an id that another one has: a client and its server may share one.
    private(set) var twins: [UInt64: [Int64]] = [:]
    /// The spans whose parent has not come, by that.
    var waiting: [UInt64: [Child]] = [:]
    var rootIsTop = false
    var rootStart: UInt64 = .max
    /// Whether it differs from what is written.
    var isChanged = false
    var isNew = false

    init(number: Int64) {
        self.number = number
    }

    func add(_ place: Place, for id: UInt64) {
        if places[id] == nil {
            places[id] = place
        } else {
            twins[id, default: []].append(place.row)
        }
    }

    /// What it costs to keep it in memory, in spans.
    var weight: Int { places.count + 8 }
}

/// The states of the traces that something has come to of late.
///
/// Two generations: a trace that something comes to is young. When the young are half of what is kept, they are the old
/// ones, and those that were old till then are forgotten. So what is used stays, without a list to keep in order.
struct TraceStates {
    /// The most spans of each generation.
    private static let maxWeight = 100_000

    private var young: [Trace.ID: TraceState] = [:]
    private var old: [Trace.ID: TraceState] = [:]
    private var weight = 0

    mutating func find(_ id: Trace.ID) -> TraceState? {
        if let state = young[id] { return state }
        guard let state = old.removeValue(forKey: id) else { return nil }
        young[id] = state
        weight += state.weight
        return state
    }

    mutating func insert(_ state: TraceState, for id: Trace.ID) {
        young[id] = state
        weight += state.weight
    }

    /// Something has come to a trace.
    mutating func grow() { weight += 1 }

    /// Forgets what nothing has come to for long. All that is forgotten must be written.
    mutating func age() {
        guard weight > Self.maxWeight else { return }
        old = young
        young = [:]
        weight = 0
    }

    mutating func removeAll(before number: Int64) {
        young = young.filter { $0.value.number >= number }
        old = old.filter { $0.value.number >= number }
    }
}
