import Synchronization

#if canImport(Darwin)
import Darwin
#elseif canImport(Musl)
import Musl
#else
import Glibc
#endif

/// A file that whole lines are appended to, and that another takes the place of when it is full.
final class LineFile: Sendable {
    private let path: String
    private let maxSize: Int
    /// Held while a line is written: those of several signals do not mix.
    private let lock = Mutex(())

    init(path: String, maxSize: Int) {
        self.path = path
        self.maxSize = max(maxSize, 1)
    }

    /// Opens the file anew each time: somebody may have moved it away.
    func append(_ line: [UInt8]) -> ExportOutcome {
        lock.withLock { _ in
            guard let file = open(adding: line.count) else { return failure() }
            defer { close(file) }
            let size = lseek(file, 0, SEEK_END)
            var start = 0
            while start < line.count {
                let written = line[start...].withUnsafeBytes { systemWrite(file, $0.baseAddress, $0.count) }
                if written > 0 {
                    start += written
                } else if errno != EINTR {
                    let outcome = failure()
                    ftruncate(file, size)
                    return outcome
                }
            }
            return .success
        }
    }

    /// - Parameter count: How many bytes it must have room for.
    private func open(adding count: Int) -> Int32? {
        guard let file = systemOpen(path) else { return nil }
        let size = lseek(file, 0, SEEK_END)
        guard size > 0, Int(size) + count > maxSize else { return file }
        close(file)
        guard rename(path, path + ".1") == 0 else { return nil }
        return systemOpen(path)
    }

    private func failure() -> ExportOutcome {
        .retryable(reason: "\(path.printable()): \(String(cString: strerror(errno)))")
    }
}

/// `open` and `write` of the C library, which members of the type above have the same names as.
private func systemOpen(_ path: String) -> Int32? {
    let file = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NONBLOCK, 0o640)
    return file >= 0 ? file : nil
}

private let systemWrite: @Sendable (Int32, UnsafeRawPointer?, Int) -> Int = { write($0, $1, $2) }
