import OTLP

/// Prints spans for human eyes, each trace as a tree:
///
/// ```
/// trace 4bf92f3577b34da6a3ce929d0e0e4736  shop
/// └─ SERVER GET /orders/{id}  12.4 ms
///    │  http.request.method = GET
///    └─ CLIENT GET  8.1 ms  ERROR timeout
///          server.address = stock.internal
/// ```
///
/// A tree holds the spans of one batch. A span whose parent is in another batch, or in another process, begins a tree of
/// its own. The form is not made for machines, and may change.
public struct ConsoleSpanExporter: SpanExporter {
    private let write: @Sendable (String) -> Void

    /// Prints to standard output.
    public init() {
        self.init(write: StandardOutput.write)
    }

    /// Hands the text, which ends with a line break, to something else.
    public init(write: @escaping @Sendable (String) -> Void) {
        self.write = write
    }

    public func export(_ batch: SpanBatch) async -> ExportOutcome {
        do {
            let text = SpanTree.text(of: try batch.decoded())
            if !text.isEmpty { write(text) }
            return .success
        } catch {
            return .failure(reason: "the batch is not readable: \(error)")
        }
    }
}
