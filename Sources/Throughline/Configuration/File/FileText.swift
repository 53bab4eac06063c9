#if canImport(Darwin)
import Darwin
#elseif canImport(Musl)
import Musl
#else
import Glibc
#endif

/// The text of a configuration file.
enum FileText {
    /// The largest file, in bytes. The one that shows everything there is has 60,000.
    static let maxBytes = 1 << 20

    /// Reads a file.
    ///
    /// - Throws: ``ConfigurationFileError`` when there is none, it is no regular file, or is too large.
    static func read(_ path: String) throws(ConfigurationFileError) -> String {
        // A pipe that nobody writes to would otherwise hold up the start.
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else {
            throw ConfigurationFileError(reason: "cannot be read: \(String(cString: strerror(errno)))")
        }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            throw ConfigurationFileError(reason: "is not a file")
        }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = buffer.withUnsafeMutableBytes { systemRead(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else {
                throw ConfigurationFileError(reason: "cannot be read: \(String(cString: strerror(errno)))")
            }
            if count == 0 { break }
            bytes += buffer[..<count]
            guard bytes.count <= maxBytes else {
                throw ConfigurationFileError(reason: "is larger than \(maxBytes >> 20) MiB")
            }
        }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw ConfigurationFileError(reason: "is not text in UTF-8")
        }
        return text
    }
}

/// `read` of the C library, which a member of the type above has the same name as.
private let systemRead: @Sendable (Int32, UnsafeMutableRawPointer?, Int) -> Int = { read($0, $1, $2) }
