import NIOCore
import NIOPosix
import Synchronization

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// Writes every mail into a folder, as an `.eml` file that any mail program opens.
///
/// The files' names sort by time. A file appears under its name when it is complete and on the disk. Only the owner of the
/// folder, if it is made here, and of the files can read them. Who gets blind copies is not in them.
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
        try await NIOThreadPool.singleton.runIfActive {
            try FileManager.default.createDirectory(
                atPath: directory,
                withIntermediateDirectories: true,
                attributes: [.posixPermissions: 0o700]
            )
            try MailFile(path: "\(directory)/\(Self.fileName())").write(mail.content)
        }
        return DeliveryResult(accepting: mail)
    }

    /// The time and how many came before, so that names sort by it, and what makes the name the only one.
    private static func fileName() -> String {
        let milliseconds = UInt64(Date().seconds(in: 0...1e11) * 1000)
        let number = String(count.add(1, ordering: .relaxed).newValue)
        let padding = String(repeating: "0", count: max(0, 10 - number.utf8.count))
        return "\(milliseconds)-\(padding)\(number)-\(String(UInt64.random(in: .min ... .max), radix: 36)).eml"
    }

    /// How many names this process has made.
    private static let count = Atomic<UInt64>(0)
}
