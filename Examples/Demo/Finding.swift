import OTLP
import ThroughlineViewer

/// What a visit has left, compared with what it should have.
struct Finding: Sendable {
    let visit: Visit
    let answer: Visit.Answer

    /// The trace, as far as it has arrived.
    func trace(in store: TelemetryStore) async throws -> Trace? {
        if visit.expected == nil {
            return try await store.traces().first { trace in
                trace.spans.contains { $0.attributes["url.path"]?.stringValue == visit.path }
            }
        }
        guard let id = answer.traceID else { return nil }
        return try await store.trace(id)
    }

    /// Whether nothing more is to be waited for.
    func isSettled(in store: TelemetryStore) async throws -> Bool {
        guard let expected = visit.expected, let id = answer.traceID else { return true }
        return expected.problems(with: try await store.trace(id)).isEmpty
    }

    /// What is missing, or should not be there.
    func problems(in store: TelemetryStore) async throws -> [String] {
        (answer.status == visit.status ? [] : ["the answer's status is \(answer.status), not \(visit.status)"])
            + (try await traceProblems(in: store))
    }

    private func traceProblems(in store: TelemetryStore) async throws -> [String] {
        guard let expected = visit.expected else {
            return (answer.traceResponse.map { ["the answer names a trace, \($0)"] } ?? [])
                + (try await trace(in: store).map { ["there is a trace, \($0.id)"] } ?? [])
        }
        guard answer.traceID != nil else { return ["the answer does not name its trace in a traceresponse header"] }
        return expected.problems(with: try await trace(in: store))
    }
}
