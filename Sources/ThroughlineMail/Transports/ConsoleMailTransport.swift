import Foundation
import NIOCore
import NIOPosix

/// Writes every mail to the standard output, for development.
public struct ConsoleMailTransport: MailTransport, MailConnection {
    public var name: String { "console" }
    private let write: @Sendable (String) -> Void

    /// Prints the mails, each at once, also for who reads them through a pipe.
    public init() {
        self.init { text in
            print(text)
            fflush(nil)
        }
    }

    /// - Parameter write: Takes a mail as text, with a line behind it.
    public init(write: @escaping @Sendable (String) -> Void) {
        self.write = write
    }

    public func open() async throws -> any MailConnection { self }

    public func deliver(_ mail: EncodedMail) async throws -> DeliveryResult {
        let recipients = mail.envelope.recipients.map(\.description).joined(separator: ", ")
        var text = "MAIL TO \(recipients)\n"
        // A terminal obeys control characters.
        for line in String(buffer: mail.content).split(separator: "\r\n", omittingEmptySubsequences: false) {
            text += line.split(separator: "\t", omittingEmptySubsequences: false).map { String($0).printable }
                .joined(separator: "\t")
            text += "\n"
        }
        text += String(repeating: "-", count: 72)
        // Where nobody reads a pipe, writing blocks, and must not block a thread of Swift's own.
        try await NIOThreadPool.singleton.runIfActive { [text] in write(text) }
        return DeliveryResult(accepting: mail)
    }
}
