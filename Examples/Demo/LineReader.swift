import Foundation
import Synchronization

/// Reads a pipe to its end, line by line, so that who writes into it never has to wait.
final class LineReader: Sendable {
    private struct State {
        var rest: [UInt8] = []
        var lastLines: [String] = []
    }

    private let state = Mutex(State())
    private let ends: AsyncStream<Void>

    /// - Parameter onLine: Is called for each line, without its end.
    init(_ handle: FileHandle, onLine: @escaping @Sendable (String) -> Void = { _ in }) {
        let (ends, end) = AsyncStream.makeStream(of: Void.self)
        self.ends = ends
        // A thread that blocks: `readabilityHandler` of Foundation on Linux crashes now and then at the end of a pipe.
        Thread.detachNewThread { [self] in
            while true {
                let data = handle.availableData
                for line in append(data) { onLine(line) }
                if data.isEmpty { break }
            }
            end.finish()
        }
    }

    /// The last few lines.
    var lastLines: [String] { state.withLock { $0.lastLines } }

    /// Waits until everything is read.
    func end() async {
        for await _ in ends {}
    }

    private func append(_ data: Data) -> [String] {
        state.withLock { state in
            state.rest += data
            var lines = state.rest.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
            state.rest = data.isEmpty ? [] : Array(lines.removeLast())
            let texts = lines.filter { !$0.isEmpty }.map { String(decoding: $0, as: UTF8.self) }
            state.lastLines = (state.lastLines + texts).suffix(10)
            return texts
        }
    }
}
