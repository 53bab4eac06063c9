import Synchronization

/// Counts what became of the spans that ended.
final class ExportCounts: Sendable {
    private let _exported = Atomic<Int>(0)
    private let _failed = Atomic<Int>(0)
    private let _queueFull = Atomic<Int>(0)
    private let _shutdown = Atomic<Int>(0)

    var exported: Int { _exported.load(ordering: .relaxed) }
    var failed: Int { _failed.load(ordering: .relaxed) }
    /// Dropped, because there was no room.
    var queueFull: Int { _queueFull.load(ordering: .relaxed) }
    /// Dropped, because they ended after the shutdown, or could not be exported before it was over.
    var shutdown: Int { _shutdown.load(ordering: .relaxed) }

    func exported(_ count: Int) { _exported.wrappingAdd(count, ordering: .relaxed) }
    func failed(_ count: Int) { _failed.wrappingAdd(count, ordering: .relaxed) }
    func droppedBecauseFull() { _queueFull.wrappingAdd(1, ordering: .relaxed) }
    func droppedBecauseShutDown(_ count: Int) { _shutdown.wrappingAdd(count, ordering: .relaxed) }
}
