import NIOSSL

extension SMTPTransport {
    /// The transport of a URL with the scheme `smtp` or `smtps`; see ``SMTPConfiguration/init(url:)``.
    /// - Throws: ``MailError/invalidConfiguration(reason:)``.
    public init(url: MailURL) throws(MailError) {
        try self.init(SMTPConfiguration(url: url))
    }
}

extension SMTPConfiguration {
    /// Reads a URL: `smtp://user:password@host:port?name=value&…`, or `smtps://…` for implicit TLS.
    ///
    /// | name | value |
    /// |---|---|
    /// | `tls` | `required` (with a password the default), `opportunistic` (else the default), `none` |
    /// | `verify` | `none` takes any certificate |
    /// | `ca` | file or folder of the certificates that are trusted instead of the system's |
    /// | `cert`, `key` | files of the client's own certificate and its key |
    /// | `auth` | the mechanisms that may be used, such as `plain,login` |
    /// | `insecure-auth` | `true` allows to send the password over a connection that is not encrypted |
    /// | `name` | the name by which the client greets |
    /// | `pipelining` | `off` sends one command at a time |
    /// | `timeout` | seconds that the server may take for each step |
    /// | `pool` | the largest number of connections |
    /// | `idle` | seconds for which a connection is kept without a mail |
    /// | `messages` | mails a connection |
    /// | `rate` | mails a second |
    ///
    /// - Throws: ``MailError/invalidConfiguration(reason:)``, also for a name that is not in this table: what it was meant to
    ///   do might matter.
    public init(url: MailURL) throws(MailError) {
        guard let host = url.host, !host.isEmpty else {
            throw .invalidConfiguration(reason: "the URL of an SMTP server names no host")
        }
        guard url.path.isEmpty || url.path == "/", !url.hasFragment else {
            throw .invalidConfiguration(
                reason:
                    "the URL of an SMTP server has a path or a fragment: a / or # of its user or password must be percent-encoded"
            )
        }
        let security: Security
        switch (url.scheme, url.user) {
        case ("smtps", _): security = .implicitTLS
        case ("smtp", nil): security = .startTLSIfOffered
        case ("smtp", _): security = .startTLS
        default: throw .invalidConfiguration(reason: "the URL of an SMTP server begins with smtp: or smtps:")
        }
        self.init(host: host, port: url.port, security: security)
        if let user = url.user { credentials = .password(url.password ?? "", username: user) }
        var certificate = (chain: String?.none, key: String?.none)
        for item in url.query { try read(item, &certificate) }
        try setCertificate(certificate)
        try check()
    }

    private mutating func read(
        _ item: MailURL.QueryItem,
        _ certificate: inout (chain: String?, key: String?)
    ) throws(MailError) {
        // What does not look like a name may be a piece of a password.
        let isName =
            item.name.utf8.count <= 20 && item.name.utf8.allSatisfy { $0 == 0x2D || (0x61...0x7A).contains($0) }
        let wrong = MailError.invalidConfiguration(
            reason: isName
                ? "the mail URL's \(item.name) is not understood" : "an option of the mail URL is not understood"
        )
        switch (item.name, item.value) {
        case ("tls", "required") where security != .implicitTLS: security = .startTLS
        case ("tls", "required"): break
        case ("tls", "opportunistic") where security != .implicitTLS: security = .startTLSIfOffered
        case ("tls", "none") where security != .implicitTLS: security = .none
        case ("verify", "none"): tls.certificateVerification = .none
        case ("verify", "full"): tls.certificateVerification = .fullVerification
        case ("ca", let path) where !path.isEmpty: tls.trustRoots = .file(path)
        case ("cert", let path): certificate.chain = path
        case ("key", let path): certificate.key = path
        case ("auth", let names):
            mechanisms = []
            for name in names.split(separator: ",") {
                guard let mechanism = SMTPMechanism(rawValue: name.uppercased()) else { throw wrong }
                mechanisms.insert(mechanism)
            }
        case ("insecure-auth", "true"): allowsSecretsInTheClear = true
        case ("insecure-auth", "false"): allowsSecretsInTheClear = false
        case ("name", let name): clientName = name
        case ("pipelining", "off"): usesPipelining = false
        case ("pipelining", "on"): usesPipelining = true
        case ("timeout", let value):
            guard let time = Duration(secondsText: value) else { throw wrong }
            timeouts = SMTPTimeouts(each: time)
        case ("idle", let value):
            guard let time = Duration(secondsText: value) else { throw wrong }
            pool.idleTime = time
        case ("pool", let value):
            guard let size = Int(value), size > 0 else { throw wrong }
            pool.size = size
        case ("messages", let value):
            guard let messages = Int(value), messages > 0 else { throw wrong }
            pool.messagesPerConnection = messages
        case ("rate", let value):
            guard let messages = Int(value), messages > 0 else { throw wrong }
            rateLimit = SMTPRateLimit(messages: messages, per: .seconds(1))
        default: throw wrong
        }
    }

    private mutating func setCertificate(_ files: (chain: String?, key: String?)) throws(MailError) {
        switch files {
        case (nil, nil): return
        case (let chain?, let key):
            do {
                tls.certificateChain = try NIOSSLCertificate.fromPEMFile(chain).map { .certificate($0) }
                tls.privateKey = .privateKey(try NIOSSLPrivateKey(file: key ?? chain, format: .pem))
            } catch {
                throw .invalidConfiguration(reason: "the client's certificate cannot be read: \(error)")
            }
        case (nil, _?): throw .invalidConfiguration(reason: "the mail URL has a key, but no certificate")
        }
    }

    /// Finds what would only show when a mail is sent.
    func check() throws(MailError) {
        guard pool.size > 0, pool.messagesPerConnection > 0 else {
            throw .invalidConfiguration(
                reason: "a pool has at least one connection, and each carries at least one mail"
            )
        }
        guard (1...65535).contains(port) else { throw .invalidConfiguration(reason: "there is no port \(port)") }
        guard !host.isEmpty, host.utf8.allSatisfy({ $0 > 0x20 && $0 != 0x7F }) else {
            throw .invalidConfiguration(reason: "the SMTP server's host is no name")
        }
        if let clientName {
            guard !clientName.isEmpty, clientName.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else {
                throw .invalidConfiguration(reason: "the name to greet with holds a character that no name has")
            }
        }
    }
}

extension Duration {
    /// A number of seconds, such as `30` or `0.5`.
    fileprivate init?(secondsText text: String) {
        guard let seconds = Double(text), seconds > 0, seconds < 1_000_000 else { return nil }
        self = .seconds(seconds)
    }
}

extension SMTPTimeouts {
    /// The same for every step.
    public init(each time: Duration) {
        connect = time
        handshake = time
        greeting = time
        command = time
        mail = time
        recipient = time
        data = time
        contentBlock = time
        contentEnd = time
        quit = min(time, quit)
    }
}
