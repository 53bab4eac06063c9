import Synchronization

/// Says once for each instrument that values were ignored.
final class MeasurementFaults: Sendable {
    enum Fault: String {
        case negative = "a negative amount, which a counter cannot take back"
        case notFinite = "a value that is not a finite number"
    }

    private let name: String
    private let diagnostics: Diagnostics
    private let isSaid = Mutex<Set<Fault>>([])

    init(name: String, diagnostics: Diagnostics) {
        self.name = name
        self.diagnostics = diagnostics
    }

    @inline(never)
    func report(_ fault: Fault) {
        guard isSaid.withLock({ $0.insert(fault).inserted }) else { return }
        diagnostics.warning("measurement \(name) \(fault)", "Metric \(name.printable()): ignored \(fault.rawValue)")
    }
}
