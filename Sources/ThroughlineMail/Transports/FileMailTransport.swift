import NIOCore
import NIOPosix

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// Writes every mail into a folder, as an `.eml` file that any mail program opens.
///
/// The files' names sort by time. A file appears under its name when it is complete, and only its owner can read it. Who gets
/// blind copies is not in it.
public struct FileMailTransport: MailTransport, MailConnection {
    public var name: String { "file" }
    /// The folder's path. It is made when the first mail is sent.
    public let directory: String

    public init(directory: String) {
        self.directory = directory
    }

    public func open() async throws -> any MailConnection { self }

    public func deliver(_ mail: EncodedMail) async throws -> DeliveryResult {
        // Writing blocks, and must not block a thread of Swift's own.
        try await NIOThreadPool.singleton.runIfActive { try write(mail.content) }
        return DeliveryResult(accepting: mail)
    }

    private func write(_ content: ByteBuffer) throws {
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        let path = "\(directory)/\(Self.fileName())"
        let descriptor = try check("open") { systemOpen("\(path).tmp", O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600) }
        do {
            defer { systemClose(descriptor) }
            try content.withUnsafeReadableBytes { bytes in
                var rest = bytes[...]
                while !rest.isEmpty {
                    let count = try check("write") { systemWrite(descriptor, UnsafeRawBufferPointer(rebasing: rest)) }
                    rest = rest.dropFirst(count)
                }
            }
            _ = try check("rename") { rename("\(path).tmp", path) }
        } catch {
            unlink("\(path).tmp")
            throw error
        }
    }

    /// The time, so that names sort by it, and what makes the name the only one.
    private static func fileName() -> String {
        let milliseconds = UInt64(max(0, Date().timeIntervalSince1970 * 1000))
        return "\(milliseconds)-\(String(UInt64.random(in: .min ... .max), radix: 36)).eml"
    }

    /// Calls the system, again where a signal has interrupted it.
    private func check<Result: FixedWidthInteger>(_ call: String, _ body: () -> Result) throws -> Result {
        while true {
            let result = body()
            if result >= 0 { return result }
            guard errno == EINTR else { throw IOError(errnoCode: errno, reason: call) }
        }
    }
}

// `open`, `write` and `close` are also names of methods here.
private func systemOpen(_ path: String, _ flags: Int32, _ mode: mode_t) -> Int32 { open(path, flags, mode) }
private func systemClose(_ descriptor: Int32) { close(descriptor) }
private func systemWrite(_ descriptor: Int32, _ bytes: UnsafeRawBufferPointer) -> Int {
    write(descriptor, bytes.baseAddress, bytes.count)
}
