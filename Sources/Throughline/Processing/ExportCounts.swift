import Synchronization

/// Counts what became of the records of one exporter.
final class ExportCounts: Sendable {
    private let _processed = Atomic<Int>(0)
    private let _inFlight = Atomic<Int>(0)
    private let _exported = Atomic<Int>(0)
    private let _failed = Atomic<Int>(0)
    private let _queueFull = Atomic<Int>(0)
    private let _shutdown = Atomic<Int>(0)

    /// Handed to the exporter, each once.
    var processed: Int { _processed.load(ordering: .relaxed) }
    /// In a call into the exporter that has not returned.
    var inFlight: Int { _inFlight.load(ordering: .relaxed) }
    var exported: Int { _exported.load(ordering: .relaxed) }
    var failed: Int { _failed.load(ordering: .relaxed) }
    /// Dropped, because there was no room.
    var queueFull: Int { _queueFull.load(ordering: .relaxed) }
    /// Dropped, because they came after the shutdown, or could not be exported before it was over.
    var shutdown: Int { _shutdown.load(ordering: .relaxed) }

    func processed(_ count: Int) { _processed.wrappingAdd(count, ordering: .relaxed) }
    func departed(_ count: Int) { _inFlight.wrappingAdd(count, ordering: .relaxed) }
    func returned(_ count: Int) { _inFlight.wrappingSubtract(count, ordering: .relaxed) }
    func exported(_ count: Int) { _exported.wrappingAdd(count, ordering: .relaxed) }
    func failed(_ count: Int) { _failed.wrappingAdd(count, ordering: .relaxed) }
    func droppedBecauseFull() { _queueFull.wrappingAdd(1, ordering: .relaxed) }
    func droppedBecauseShutDown(_ count: Int) { _shutdown.wrappingAdd(count, ordering: .relaxed) }
}
