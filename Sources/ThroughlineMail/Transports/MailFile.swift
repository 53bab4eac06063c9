import NIOCore

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// A file that is there completely, or not at all.
struct MailFile {
    let path: String

    /// Writes the file beside its name, and gives it its name when all of it is on the disk.
    func write(_ content: ByteBuffer) throws {
        let temporary = "\(path).tmp"
        do {
            try write(content, to: temporary)
            _ = try check("rename") { rename(temporary, path) }
        } catch {
            unlink(temporary)
            throw error
        }
        syncFolder()
    }

    private func write(_ content: ByteBuffer, to path: String) throws {
        let descriptor = try check("open") { systemOpen(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600) }
        do {
            try content.withUnsafeReadableBytes { bytes in
                var rest = bytes[...]
                while !rest.isEmpty {
                    let count = try check("write") { systemWrite(descriptor, UnsafeRawBufferPointer(rebasing: rest)) }
                    rest = rest.dropFirst(count)
                }
            }
            _ = try check("fsync") { fsync(descriptor) }
        } catch {
            _ = systemClose(descriptor)
            throw error
        }
        // Some file systems say only now that there was no room. A second attempt would close somebody else's file.
        guard systemClose(descriptor) == 0 || errno == EINTR else { throw failure(of: "close") }
    }

    /// That the file has its name should be on the disk too. Where that cannot be, in a folder that must not be read, say, the
    /// mail is there all the same.
    private func syncFolder() {
        let folder = path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
        guard let descriptor = try? check("open", { systemOpen(folder, O_RDONLY | O_CLOEXEC, 0) }) else { return }
        defer { _ = systemClose(descriptor) }
        _ = fsync(descriptor)
    }

    /// Calls the system, again where a signal has interrupted it.
    private func check<Result: FixedWidthInteger>(_ call: String, _ body: () -> Result) throws -> Result {
        while true {
            let result = body()
            if result >= 0 { return result }
            guard errno == EINTR else { throw failure(of: call) }
        }
    }

    private func failure(of call: String) -> IOError {
        IOError(errnoCode: errno, reason: "\(call) of \(path)")
    }
}

// `open`, `write` and `close` are also names of methods here.
private func systemOpen(_ path: String, _ flags: Int32, _ mode: mode_t) -> Int32 { open(path, flags, mode) }
private func systemClose(_ descriptor: Int32) -> Int32 { close(descriptor) }
private func systemWrite(_ descriptor: Int32, _ bytes: UnsafeRawBufferPointer) -> Int {
    write(descriptor, bytes.baseAddress, bytes.count)
}
