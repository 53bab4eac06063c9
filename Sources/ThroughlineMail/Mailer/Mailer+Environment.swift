#if canImport(FoundationEssentials)
public import FoundationEssentials
#else
public import Foundation
#endif

extension Mailer {
    /// A mailer on the transport of a URL:
    ///
    /// | URL | where the mail goes |
    /// |---|---|
    /// | `smtp://user:password@host:587` | to a server; with STARTTLS |
    /// | `smtps://user:password@host:465` | to a server, over TLS from the first byte |
    /// | `file:///var/mail/outbox`, `file:outbox` | into a folder, one `.eml` file each |
    /// | `console:` | to the standard output |
    /// | `memory:` | into the memory, for tests: see ``InMemoryMailTransport`` |
    /// | `none:` | nowhere |
    ///
    /// What a user or a password has of the characters `:@/?#%` is percent-encoded.
    ///
    /// - Throws: ``MailError/invalidConfiguration(reason:)``.
    public convenience init(url: String, configuration: Configuration = Configuration()) throws(MailError) {
        self.init(try MailURL(url).transport(), configuration: configuration)
    }

    /// A mailer as the environment describes it.
    ///
    /// ```swift
    /// let mailer = try Mailer.fromEnvironment(default: "console:") { $0.signers = [signer] }
    /// ```
    ///
    /// | variable | meaning |
    /// |---|---|
    /// | `THROUGHLINE_MAIL_URL` | the transport, see ``init(url:configuration:)`` |
    /// | `THROUGHLINE_MAIL_CAPTURE_ADDRESSES` | `true` sets ``Configuration/recordsAddresses`` |
    /// | `THROUGHLINE_MAIL_TRACE_HEADER` | `true` sets ``Configuration/propagatesTrace`` |
    ///
    /// - Parameters:
    ///   - environment: The variables.
    ///   - url: The transport where the environment names none.
    ///   - configure: Sets what the environment adds to.
    /// - Throws: ``MailError/notConfigured(reason:)`` if nothing says where mail goes, and
    ///   ``MailError/invalidConfiguration(reason:)``: mail that silently goes nowhere is worse than none. And what `configure`
    ///   throws.
    public static func fromEnvironment(
        _ environment: [String: String] = ProcessInfo.processInfo.environment,
        default url: String? = nil,
        configure: (inout Configuration) throws -> Void = { _ in }
    ) throws -> Mailer {
        let named = environment["THROUGHLINE_MAIL_URL"].flatMap { $0.isEmpty ? nil : $0 }
        guard let url = named ?? url else {
            throw MailError.notConfigured(reason: "THROUGHLINE_MAIL_URL is not set")
        }
        var configuration = Configuration()
        try configure(&configuration)
        if environment["THROUGHLINE_MAIL_CAPTURE_ADDRESSES"]?.lowercased() == "true" {
            configuration.recordsAddresses = true
        }
        if environment["THROUGHLINE_MAIL_TRACE_HEADER"]?.lowercased() == "true" { configuration.propagatesTrace = true }
        return try Mailer(url: url, configuration: configuration)
    }
}

extension MailURL {
    /// The transport that the URL stands for.
    func transport() throws(MailError) -> any MailTransport {
        switch scheme {
        case "smtp", "smtps": return try SMTPTransport(url: self)
        case "console":
            try checkIsBare()
            return ConsoleMailTransport()
        case "memory":
            try checkIsBare()
            return InMemoryMailTransport()
        case "none":
            try checkIsBare()
            return DiscardingMailTransport()
        case "file":
            guard host ?? "" == "" || host == "localhost", port == nil, !path.isEmpty, !hasDetails else {
                throw .invalidConfiguration(
                    reason: "a mail URL with the scheme file: names a folder and nothing else, as in file:///var/outbox"
                )
            }
            return FileMailTransport(directory: path)
        default:
            throw .invalidConfiguration(
                reason: "the mail URL's scheme is not one of smtp, smtps, file, console, memory and none"
            )
        }
    }

    private var hasDetails: Bool { user != nil || !query.isEmpty || hasFragment }

    /// What stands there was meant to do something, which might matter.
    private func checkIsBare() throws(MailError) {
        guard host ?? "" == "", path.isEmpty, !hasDetails else {
            throw .invalidConfiguration(reason: "a mail URL with the scheme \(scheme): has nothing behind it")
        }
    }
}
