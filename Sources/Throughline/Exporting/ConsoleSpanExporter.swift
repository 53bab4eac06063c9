import OTLP

#if canImport(Darwin)
import Darwin
#elseif canImport(Musl)
import Musl
#else
import Glibc
#endif

/// `write` of the C library, which a member of the type below has the same name as.
private let systemWrite: @Sendable (Int32, UnsafeRawPointer?, Int) -> Int = { write($0, $1, $2) }

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
        self.init { Self.writeToStandardOutput($0) }
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

    /// Past the buffer of `print`: a pipe would otherwise get the text much later.
    private static func writeToStandardOutput(_ text: String) {
        let bytes = Array(text.utf8)
        var start = 0
        while start < bytes.count {
            let written = bytes[start...].withUnsafeBytes { systemWrite(STDOUT_FILENO, $0.baseAddress, $0.count) }
            if written > 0 {
                start += written
            } else if errno != EINTR {
                return
            }
        }
    }
}
