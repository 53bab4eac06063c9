import Foundation
import NIOCore
import NIOPosix
import Synchronization
import TestSupport

@testable import ThroughlineMail

/// A real mail server, Debian's `exim4-daemon-light`, with spool, log and mailbox in a folder of its own. It listens on
/// 127.0.0.1 and delivers every mail into one folder.
///
/// `Scripts/setup-mail` installs it. It needs to be root to start.
final class Exim: Sendable {
    static let isInstalled = FileManager.default.isExecutableFile(atPath: executable) && getuid() == 0

    private static let executable = "/usr/sbin/exim4"
    /// Exim refuses a mail that is larger.
    static let maximumSize = 50_000_000

    /// In the clear, and with STARTTLS.
    let port: Int
    /// With TLS from the first byte on.
    let implicitTLSPort: Int
    private let process: ServerProcess
    private let folder: URL

    /// Starts a server for as long as the body runs.
    static func run<Value>(
        advertisesPipelining: Bool = true,
        _ body: (Exim) async throws -> Value
    ) async throws -> Value {
        let exim = try await Exim(advertisesPipelining: advertisesPipelining)
        do {
            let value = try await body(exim)
            await exim.end()
            return value
        } catch {
            await exim.end()
            throw error
        }
    }

    private init(advertisesPipelining: Bool) async throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "throughline-exim-\(UUID().uuidString)")
        let owner: [FileAttributeKey: Any] = [
            .ownerAccountName: "Debian-exim", .groupOwnerAccountName: "Debian-exim", .posixPermissions: 0o750,
        ]
        for name in ["", "spool", "log", "mail"] {
            let path = folder.appending(path: name).path
            try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
            try FileManager.default.setAttributes(owner, ofItemAtPath: path)
        }
        for (name, text) in [("cert.pem", TestCertificates.localhost), ("key.pem", TestCertificates.localhostKey)] {
            let path = folder.appending(path: name).path
            try Data((text + "\n").utf8).write(to: URL(filePath: path))
            try FileManager.default.setAttributes(owner, ofItemAtPath: path)
        }
        let ports = try await ServerProcess.freePorts(2)
        (port, implicitTLSPort) = (ports[0], ports[1])
        let configuration = folder.appending(path: "exim.conf")
        try Data(
            Self.configuration(folder.path, port, implicitTLSPort, advertisesPipelining: advertisesPipelining).utf8
        ).write(to: configuration)
        try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: configuration.path)
        process = try ServerProcess(Self.executable, ["-C", configuration.path, "-bdf", "-q1m"])
        // It begins to listen on one after the other.
        for port in ports {
            try await process.wait {
                let bootstrap = ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
                guard let channel = try? await bootstrap.connect(host: "127.0.0.1", port: port).get() else {
                    return false
                }
                try await channel.close()
                return true
            }
        }
    }

    private func end() async {
        // Those who still serve a connection, or deliver, write into the folder.
        let pids = children
        await process.end()
        for pid in pids { kill(pid, SIGKILL) }
        for pid in pids {
            while kill(pid, 0) == 0, !Self.isZombie(pid) { await Task.yield() }
        }
        try? FileManager.default.removeItem(at: folder)
    }

    private static func isZombie(_ pid: Int32) -> Bool {
        let status = try? String(contentsOf: URL(filePath: "/proc/\(pid)/stat"), encoding: .utf8)
        return status?.contains(") Z ") ?? true
    }

    /// A transport to this server; alice may authenticate.
    func transport(
        security: SMTPConfiguration.Security = .startTLS,
        credentials: SMTPCredentials? = nil,
        _ change: (inout SMTPConfiguration) -> Void = { _ in }
    ) throws -> SMTPTransport {
        var configuration = SMTPConfiguration(
            host: "localhost",
            port: security == .implicitTLS ? implicitTLSPort : port,
            security: security
        )
        try configuration.trustTestAuthority()
        configuration.credentials = credentials
        change(&configuration)
        return try SMTPTransport(configuration)
    }

    /// The mails that have been delivered, once there are so many.
    func mails(_ count: Int) async throws -> [String] {
        let inbox = folder.appending(path: "mail/inbox/new")
        var names: [String] = []
        try await process.wait {
            names = (try? FileManager.default.contentsOfDirectory(atPath: inbox.path)) ?? []
            return names.count >= count
        }
        return try names.map { try String(decoding: Data(contentsOf: inbox.appending(path: $0)), as: UTF8.self) }
    }

    /// Waits until no mail is waiting, or being received.
    func waitForEmptySpool() async throws {
        let input = folder.appending(path: "spool/input").path
        try await process.wait { ((try? FileManager.default.contentsOfDirectory(atPath: input)) ?? []).isEmpty }
    }

    /// Kills whoever is serving a connection as soon as so much of a mail's content has arrived.
    func killWhileReceiving(_ length: Int) async throws {
        let input = folder.appending(path: "spool/input").path
        try await process.wait {
            let names = (try? FileManager.default.contentsOfDirectory(atPath: input)) ?? []
            return names.contains { name in
                let size = try? FileManager.default.attributesOfItem(atPath: "\(input)/\(name)")[.size] as? Int
                return name.hasSuffix("-D") && size ?? 0 >= length
            }
        }
        for child in children { kill(child, SIGKILL) }
    }

    private var children: [Int32] {
        let path = "/proc/\(process.processIdentifier)/task/\(process.processIdentifier)/children"
        let text = (try? String(contentsOf: URL(filePath: path), encoding: .utf8)) ?? ""
        return text.split(separator: " ").compactMap { Int32($0) }
    }

    private static func configuration(
        _ folder: String,
        _ port: Int,
        _ implicitTLSPort: Int,
        advertisesPipelining: Bool
    ) -> String {
        """
        primary_hostname = mx.test
        local_interfaces = <; 127.0.0.1.\(port) ; 127.0.0.1.\(implicitTLSPort)
        tls_on_connect_ports = \(implicitTLSPort)
        spool_directory = \(folder)/spool
        log_file_path = \(folder)/log/%slog
        pid_file_path = \(folder)/exim.pid
        never_users =
        deliver_drop_privilege = true
        keep_environment =
        host_lookup =
        rfc1413_hosts =
        message_size_limit = \(maximumSize)
        smtp_accept_max = 100
        smtp_accept_queue_per_connection = 0
        pipelining_advertise_hosts = \(advertisesPipelining ? "*" : ":")
        dsn_advertise_hosts = *
        tls_advertise_hosts = *
        tls_certificate = \(folder)/cert.pem
        tls_privatekey = \(folder)/key.pem
        # In the clear, only CRAM-MD5 is offered.
        auth_advertise_hosts = *
        acl_smtp_mail = a_mail
        acl_smtp_rcpt = a_rcpt
        acl_smtp_predata = a_predata
        acl_smtp_data = a_data
        begin acl
        a_mail:
          deny  message = 5.7.0 authentication required
                senders = *@needauth.test
               !authenticated = *
          accept
        a_rcpt:
          deny  message = 5.1.1 no such user
                local_parts = reject
          defer message = 4.2.1 greylisted, try later
                local_parts = tempfail
          drop  message = 5.7.1 go away
                local_parts = drop
          accept
        a_predata:
          deny  message = 5.7.1 no content from you
                senders = nodata@x.test
          accept
        a_data:
          drop  message = 5.3.0 dropped after DATA
                condition = ${if match{$h_subject:}{DROPME}}
          deny  message = 5.7.1 looks like spam
                condition = ${if match{$h_subject:}{DENYME}}
          defer message = 4.3.0 try again after DATA
                condition = ${if match{$h_subject:}{DEFERME}}
          accept
        begin routers
        all:
          driver = accept
          transport = box
        begin transports
        box:
          driver = appendfile
          directory = \(folder)/mail/inbox
          maildir_format
          create_directory
          mode = 0644
          user = Debian-exim
          envelope_to_add
          return_path_add
        begin authenticators
        plain:
          driver = plaintext
          public_name = PLAIN
          server_prompts = :
          server_advertise_condition = ${if eq{$tls_in_cipher}{}{no}{yes}}
          server_condition = ${if and{{eq{$auth2}{alice}}{eq{$auth3}{s3cret}}}}
          server_set_id = $auth2
        login:
          driver = plaintext
          public_name = LOGIN
          server_prompts = Username:: : Password::
          server_advertise_condition = ${if eq{$tls_in_cipher}{}{no}{yes}}
          server_condition = ${if and{{eq{$auth1}{alice}}{eq{$auth2}{s3cret}}}}
          server_set_id = $auth1
        cram:
          driver = cram_md5
          public_name = CRAM-MD5
          server_secret = ${if eq{$auth1}{alice}{s3cret}fail}
          server_set_id = $auth1

        """
    }
}
