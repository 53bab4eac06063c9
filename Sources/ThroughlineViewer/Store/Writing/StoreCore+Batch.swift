import OTLP

extension StoreCore {
    /// What became of what was written together.
    struct BatchOutcome {
        /// The traces that have changed, and of which a span is here.
        var changed: Set<Trace.ID> = []
        /// The traces that have made room.
        var forgotten: Set<Trace.ID> = []
        fileprivate var answers: [() -> Void] = []

        /// Tells those who wait.
        func resume() {
            for answer in answers { answer() }
        }
    }

    /// Writes what has been sent, all of it or nothing, and tries once more where the disk is full: after making room.
    func write(_ batch: [PendingWrite]) -> BatchOutcome {
        do {
            return try writeAll(batch)
        } catch StoreError.full {
            if let outcome = try? makeRoomAndWrite(batch) { return outcome }
            return refuse(batch)
        } catch {
            return refuse(batch)
        }
    }

    private func makeRoomAndWrite(_ batch: [PendingWrite]) throws -> BatchOutcome {
        try write {
            for _ in 0..<8 where try !makeRoomOnce() { break }
        }
        return try writeAll(batch)
    }

    private func writeAll(_ batch: [PendingWrite]) throws -> BatchOutcome {
        let counted = counts
        do {
            var outcome = BatchOutcome()
            forgotten = []
            try write {
                for write in batch { try insert(write, into: &outcome) }
            }
            outcome.forgotten = forgotten
            outcome.changed.subtract(forgotten)
            return outcome
        } catch {
            counts = counted
            throw error
        }
    }

    private func insert(_ write: PendingWrite, into outcome: inout BatchOutcome) throws {
        switch write {
        case .spans(let groups, var insertion, let continuation):
            try insert(groups, into: &insertion, changed: &outcome.changed)
            counts.rejectedSpans += insertion.rejectedCount
            outcome.answers.append { [insertion] in continuation.resume(returning: insertion) }
        case .logs(let groups, var insertion, let continuation):
            var changed: Set<Trace.ID> = []
            try insert(groups, into: &insertion, changed: &changed)
            outcome.changed.formUnion(changed)
            counts.rejectedLogs += insertion.rejectedCount
            outcome.answers.append { [insertion] in continuation.resume(returning: insertion) }
        case .metrics(let groups, let continuation):
            var insertion = MetricInsertion()
            try insert(groups, into: &insertion)
            counts.rejectedPoints += insertion.rejectedCount
            outcome.answers.append { [insertion] in continuation.resume(returning: insertion) }
        }
    }

    /// Tells everybody that nothing was written.
    private func refuse(_ batch: [PendingWrite]) -> BatchOutcome {
        var outcome = BatchOutcome()
        for write in batch {
            switch write {
            case .spans(_, var insertion, let continuation):
                insertion.rejected[.notWritten, default: 0] += write.count
                counts.rejectedSpans += insertion.rejectedCount
                outcome.answers.append { [insertion] in continuation.resume(returning: insertion) }
            case .logs(_, var insertion, let continuation):
                insertion.rejected[.notWritten, default: 0] += write.count
                counts.rejectedLogs += insertion.rejectedCount
                outcome.answers.append { [insertion] in continuation.resume(returning: insertion) }
            case .metrics(let groups, let continuation):
                let points = groups.reduce(0) { count, group in
                    group.scopeMetrics.reduce(count) {
                        $0 + $1.metrics.reduce(0) { $0 + ($1.series?.points.count ?? 0) }
                    }
                }
                var insertion = MetricInsertion()
                insertion.rejected[.notWritten] = points
                counts.rejectedPoints += points
                outcome.answers.append { [insertion] in continuation.resume(returning: insertion) }
            }
        }
        return outcome
    }
}
