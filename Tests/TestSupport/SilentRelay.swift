import Foundation
import Synchronization

/// A relay in front of a server that can fall silent: connections stay open, and nothing gets through any more. So does a network
/// that loses everything, or a machine that has lost its power.
package final class SilentRelay: Sendable {
    package let port: Int
    private let descriptor: Int32
    private let state = Mutex(State())

    private struct State {
        var isSilent = false
        var isClosed = false
        /// How many connections there have been.
        var connections = 0
        /// Which of them are silent for good.
        var silenced = 0
    }

    /// - Parameter target: The server's port on 127.0.0.1.
    package init(to target: Int) throws {
        (descriptor, port) = try Sockets.listen()
        // It blocks, as do those that it starts.
        Thread.detachNewThread { self.accept(target) }
    }

    /// How many connections there have been.
    package var connections: Int { state.withLock { $0.connections } }

    /// Nothing gets through any more: neither on the connections that there are, nor on new ones.
    package func silence() {
        state.withLock { state in
            state.isSilent = true
            state.silenced = state.connections
        }
    }

    /// New connections get through again. The old ones stay as they are.
    package func recover() { state.withLock { $0.isSilent = false } }

    package func end() {
        state.withLock { $0.isClosed = true }
        shutdown(descriptor, Int32(SHUT_RDWR))
    }

    private func accept(_ target: Int) {
        while true {
            let client = Foundation.accept(descriptor, nil, nil)
            if client < 0 {
                if errno == EINTR { continue }
                close(descriptor)
                return
            }
            let number = state.withLock { state in
                state.connections += 1
                return state.connections
            }
            guard !isSilent(number), let server = try? Sockets.connect(to: target) else {
                // A peer that never answers; the end of the process closes it.
                if !isSilent(number) { close(client) }
                continue
            }
            Thread.detachNewThread { self.pump(client, server, number) }
            Thread.detachNewThread { self.pump(server, client, number) }
        }
    }

    private func isSilent(_ number: Int) -> Bool {
        state.withLock { $0.isSilent || number <= $0.silenced }
    }

    private func pump(_ source: Int32, _ target: Int32, _ number: Int) {
        var bytes = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = read(source, &bytes, bytes.count)
            // What has fallen silent stays open, on both sides.
            if isSilent(number) { return }
            guard count > 0 else {
                shutdown(target, Int32(SHUT_RDWR))
                return
            }
            var sent = 0
            while sent < count {
                let written = bytes[sent..<count].withUnsafeBytes { write(target, $0.baseAddress, $0.count) }
                if written <= 0 { return }
                sent += written
            }
        }
    }
}
