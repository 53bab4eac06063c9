import Testing

@testable import ThroughlineMail

struct MailerEnvironmentTests {
    @Test(arguments: [
        ("console:", "console"), ("memory:", "memory"), ("none:", "none"), ("file:///var/outbox", "file"),
        ("file:outbox", "file"),
        ("CONSOLE:", "console"), ("smtp://localhost", "smtp"), ("smtps://user:pass@mail.example.com", "smtp"),
    ])
    func `the URL chooses the transport`(url: String, name: String) throws {
        #expect(try Mailer(url: url).transport.name == name)
        #expect(try Mailer.fromEnvironment(["THROUGHLINE_MAIL_URL": url]).transport.name == name)
    }

    @Test func `a folder is that of the path`() throws {
        #expect(
            (try Mailer(url: "file:///var/my%20outbox").transport as? FileMailTransport)?.directory == "/var/my outbox"
        )
        #expect((try Mailer(url: "file:outbox").transport as? FileMailTransport)?.directory == "outbox")
        #expect((try Mailer(url: "file://localhost/tmp").transport as? FileMailTransport)?.directory == "/tmp")
    }

    @Test(arguments: [
        "", "smtp", "//host", "http://host", "file:", "file://host/tmp", "smtp://", "smtp:// host", "smtp://host:99999",
        "smtp://%zz@host", "smtp://host/path", "smtp://host#fragment", "console:x", "console:?color=1", "memory://host",
        "none:#", "file:///tmp?mode=1", "file://user@localhost/tmp", "file://localhost:1/tmp",
    ])
    func `a URL that is of no use is an error`(url: String) {
        #expect(throws: MailError.self) { try Mailer(url: url) }
    }

    @Test func `without a URL there is an error, or the application's default`() throws {
        #expect(throws: MailError.self) { try Mailer.fromEnvironment([:]) }
        #expect(throws: MailError.self) { try Mailer.fromEnvironment(["THROUGHLINE_MAIL_URL": ""]) }
        #expect(try Mailer.fromEnvironment([:], default: "memory:").transport.name == "memory")
    }

    @Test func `the environment adds to the configuration`() throws {
        let environment = [
            "THROUGHLINE_MAIL_URL": "none:", "THROUGHLINE_MAIL_CAPTURE_ADDRESSES": "TRUE",
            "THROUGHLINE_MAIL_TRACE_HEADER": "true",
        ]
        let mailer = try Mailer.fromEnvironment(environment)
        #expect(mailer.configuration.recordsAddresses && mailer.configuration.propagatesTrace)
        let quiet = try Mailer.fromEnvironment(["THROUGHLINE_MAIL_URL": "none:"])
        #expect(!quiet.configuration.recordsAddresses && !quiet.configuration.propagatesTrace)
        let signed = try Mailer.fromEnvironment(environment) { configuration in
            configuration.signers = [
                try DKIMSigner(domain: "example.com", selector: "s", ed25519Seed: .init(repeating: 1, count: 32))
            ]
        }
        #expect(signed.configuration.signers.count == 1 && signed.configuration.recordsAddresses)
    }

    @Test func `a URL is read as RFC 3986 has it`() throws {
        let url = try MailURL("SMTP://us%40er:p%3Aa%2Fss@[2001:db8::1]:587/path?pool=4&a=b%20c&pool=5#fragment")
        #expect(url.scheme == "smtp")
        #expect(url.user == "us@er")
        #expect(url.password == "p:a/ss")
        #expect(url.host == "2001:db8::1")
        #expect(url.port == 587)
        #expect(url.path == "/path")
        #expect(url.value(of: "pool") == "4")
        #expect(url.value(of: "a") == "b c")
        #expect(try MailURL("smtp://user:p@ss@host").password == "p@ss")
    }

    @Test func `no text about a URL has its password`() throws {
        let url = try MailURL("smtp://user:hunter2@host:25?token=hunter2")
        for text in ["\(url)", String(reflecting: url), "\(Mirror(reflecting: url).children.map { "\($0)" })"] {
            #expect(!text.contains("hunter2"))
        }
        #expect("\(url)" == "smtp://user:***@host:25")
        for text in [
            "smtp://user:hunter2@host:port", "smtp://user:hunter2#x@host:1", "hunter2", "smtp://user:hunter2%@host",
            "gopher://u:hunter2@h", "smtp://user:#hunter2@host", "smtp://user:?hunter2@host",
            "smtp://user:/hunter2@host",
            "smtp://apikey:12/hunter2@host", "smtp://apikey:12?hunter2@host", "smtp://u@corp:12/hunter2@host",
            "smtp://user:12?hunter2", "smtp://user:12/hunter2",
        ] {
            do {
                _ = try Mailer(url: text)
                Issue.record("\(text) is taken")
            } catch {
                #expect(!"\(error)".contains("hunter2"))
            }
        }
    }
}
