package import Foundation
import Synchronization

/// A program that runs beside this one, and is killed when nobody holds this object any more.
///
/// It begins as a shell would begin it: no signal is blocked or ignored, and nothing is open but its three streams. What
/// waits for its end is a thread of its own.
///
/// Foundation's `Process` is none of that on Linux: a child inherits the blocked signals of the thread that starts it, and what
/// closes the open files between `fork` and `exec` has crashed.
package final class ChildProcess: Sendable {
    /// How a process came to its end.
    package enum End: Sendable, Hashable {
        case exited(status: Int32)
        case killed(signal: Int32)

        /// Whether the process has ended well.
        package var isSuccess: Bool { self == .exited(status: 0) }

        /// The status, or the signal's number below zero.
        package var status: Int32 {
            switch self {
            case .exited(let status): status
            case .killed(let signal): -signal
            }
        }
    }

    /// What a process reads from, or writes to.
    package enum Stream {
        case null
        /// The same as this process does.
        case inherited
        /// The child's end of a pipe, which is closed here when the child has it.
        case pipe(Pipe)
    }

    /// The process's number. When the process has ended it may belong to another.
    package let id: pid_t
    private let life: Life

    /// Starts a program.
    ///
    /// - Parameters:
    ///   - path: The program's file.
    ///   - arguments: What follows its name.
    ///   - environment: All of its environment.
    /// - Throws: `POSIXError` where it cannot be started.
    package init(
        _ path: String,
        _ arguments: [String] = [],
        environment: [String: String] = ProcessInfo.processInfo.environment,
        input: Stream = .null,
        output: Stream = .null,
        errors: Stream = .inherited
    ) throws {
        var spawn = Spawn()
        defer { spawn.free() }
        try spawn.connect(input, to: STDIN_FILENO)
        try spawn.connect(output, to: STDOUT_FILENO)
        try spawn.connect(errors, to: STDERR_FILENO)
        id = try spawn.start(path, arguments, environment)
        if case .pipe(let pipe) = input { try? pipe.fileHandleForReading.close() }
        for case .pipe(let pipe) in [output, errors] { try? pipe.fileHandleForWriting.close() }
        let life = Life(id: id)
        self.life = life
        Thread.detachNewThread { life.waitForEnd() }
    }

    deinit { send(SIGKILL) }

    package var isRunning: Bool { life.end == nil }

    /// Sends a signal, unless the process has ended.
    package func send(_ signal: Int32) { life.send(signal) }

    /// Waits until the process has ended.
    @discardableResult
    package func end() async -> End {
        await withCheckedContinuation { continuation in
            life.ended.notify(queue: .global()) { continuation.resume() }
        }
        return waitForEnd()
    }

    /// Waits until the process has ended, and blocks the thread for as long.
    @discardableResult
    package func waitForEnd() -> End {
        life.ended.wait()
        // A process whose end cannot be known, as somebody else has waited for it, has not ended well.
        return life.end ?? .exited(status: -1)
    }
}

/// What the thread that waits shares with those who ask.
private final class Life: Sendable {
    let ended = DispatchGroup()
    private let id: pid_t
    private let state = Mutex<ChildProcess.End?>(nil)

    init(id: pid_t) {
        self.id = id
        ended.enter()
    }

    var end: ChildProcess.End? { state.withLock { $0 } }

    func send(_ signal: Int32) {
        // Under the lock: the number is the process's until it is taken off the system's list.
        state.withLock { end in
            if end == nil { _ = kill(id, signal) }
        }
    }

    func waitForEnd() {
        var info = siginfo_t()
        while waitid(P_PID, id_t(id), &info, WEXITED | WNOWAIT) != 0, errno == EINTR {}
        state.withLock { end in
            var status: Int32 = 0
            guard waitpid(id, &status, 0) == id else {
                end = .exited(status: -1)
                return
            }
            // What the macros WIFSIGNALED, WTERMSIG and WEXITSTATUS do.
            let signal = status & 0x7f
            end = signal == 0 ? .exited(status: (status >> 8) & 0xff) : .killed(signal: signal)
        }
        ended.leave()
    }
}
