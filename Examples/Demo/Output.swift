import Foundation
import Synchronization
import ThroughlineViewer

/// The standard output. Every text is there at once, also for who reads it through a pipe.
final class Output: Sendable {
    let renderer: TraceRenderer
    private let isOpen = Mutex(true)

    init(options: TraceRenderer.Options) {
        renderer = TraceRenderer(options: options)
    }

    func write(_ text: String) {
        isOpen.withLock { isOpen in
            guard isOpen else { return }
            do {
                try FileHandle.standardOutput.write(contentsOf: Data((text + "\n").utf8))
            } catch {
                isOpen = false  // nobody reads any more
            }
        }
    }

    /// What stands above a trace: the request that it is of.
    func title(_ text: String, _ remark: String) -> String {
        renderer.options.isColored ? "\u{1B}[1m▶ \(text)\u{1B}[0m  \u{1B}[2m\(remark)\u{1B}[0m" : "▶ \(text)  \(remark)"
    }
}
