import Synchronization

/// The values of one label of metrics, of which there are only so many: each makes time series of its own, which are kept as
/// long as the process lives.
final class MetricLabels: Sendable {
    private static let limit = 500

    private let values = Mutex<Set<String>>([])

    /// The value as a label; `nil` where there are others enough.
    func label(_ value: String?) -> String? {
        guard let value else { return nil }
        let isLabel = values.withLock { values in
            if values.contains(value) { return true }
            guard values.count < Self.limit else { return false }
            values.insert(value)
            return true
        }
        return isLabel ? value : nil
    }
}
