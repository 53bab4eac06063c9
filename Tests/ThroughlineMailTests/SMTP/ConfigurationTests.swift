import NIOSSL
import SemanticConventions
import SpanRecording
import Testing

@testable import ThroughlineMail

@Suite("SMTP settings")
struct ConfigurationTests {
    private func configuration(_ url: String) throws -> SMTPConfiguration {
        try SMTPConfiguration(url: MailURL(url))
    }

    @Test("The scheme decides on port and encryption, a user on whether it is required")
    func schemes() throws {
        let plain = try configuration("smtp://mail.example.com")
        #expect((plain.host, plain.port) == ("mail.example.com", 587))
        #expect(plain.security == .startTLSIfOffered)
        #expect(try configuration("smtp://user:x@mail.example.com").security == .startTLS)
        let implicit = try configuration("smtps://mail.example.com")
        #expect((implicit.port, implicit.security) == (465, .implicitTLS))
        #expect(try configuration("smtp://[::1]:2525").host == "::1")
        #expect(SMTPConfiguration(host: "x").security == .startTLS)
        #expect(SMTPConfiguration(host: "x", security: .implicitTLS).port == 465)
    }

    @Test("Every name of the query does what it says")
    func query() throws {
        let all = try configuration(
            "smtp://a%40b:p%3Aq@h:25?tls=required&verify=none&ca=/ca.pem&auth=plain,LOGIN&insecure-auth=true&name=me.example"
                + "&pipelining=off&timeout=1.5&idle=7&pool=3&messages=9&rate=14"
        )
        #expect(all.credentials?.username == "a@b")
        guard case .password("p:q")? = all.credentials?.secret else { Issue.record("password"); return }
        #expect(all.security == .startTLS)
        #expect(all.tls.certificateVerification == .none)
        #expect(all.tls.trustRoots == .file("/ca.pem"))
        #expect(all.mechanisms == [.plain, .login])
        #expect(all.allowsSecretsInTheClear && !all.usesPipelining)
        #expect(all.clientName == "me.example")
        #expect(all.timeouts.contentEnd == .milliseconds(1500))
        #expect(all.pool.idleTime == .seconds(7))
        #expect((all.pool.size, all.pool.messagesPerConnection) == (3, 9))
        #expect(all.rateLimit == SMTPRateLimit(messages: 14, per: .seconds(1)))
        #expect(try configuration("smtp://u:p@h?tls=none").security == .none)
        #expect(try configuration("smtp://u:p@h?tls=opportunistic").security == .startTLSIfOffered)
        #expect(try configuration("smtp://h?tls=required").security == .startTLS)
        #expect(
            try configuration("smtps://h?tls=required&verify=full").tls.certificateVerification == .fullVerification
        )
    }

    @Test(
        "A setting that is not understood is an error, and its text has no password",
        arguments: [
            "smtp://", "smtp:", "http://h", "smtp://u:s3cret@h?tls=requierd", "smtp://u:s3cret@h?tsl=required",
            "smtp://h?pool=0", "smtp://h?pool=many", "smtp://h?timeout=-1", "smtp://h?timeout=nan",
            "smtp://h?auth=magic",
            "smtp://h?key=/k.pem", "smtp://h?cert=/does/not/exist.pem", "smtp://h?verify=no", "smtp://h:0",
            "smtp://h:70000",
            "smtps://h?tls=none", "smtp://h?name=a%20b", "smtp://h?name=a%0D%0AMAIL", "smtp://h?rate=0", "smtp://h?ca=",
        ]
    )
    func mistakes(_ url: String) {
        let error = #expect(throws: MailError.self) { try configuration(url) }
        #expect(!"\(String(describing: error))".contains("s3cret"))
    }

    @Test("A pool that could carry no mail is an error when the transport is made")
    func emptyPool() {
        for change in [\SMTPPoolLimits.size, \.messagesPerConnection] as [WritableKeyPath<SMTPPoolLimits, Int>] {
            var configuration = SMTPConfiguration(host: "h")
            configuration.pool[keyPath: change] = 0
            #expect(throws: MailError.self) { try SMTPTransport(configuration) }
        }
    }

    @Test("The times that RFC 5321 asks for are no shorter than the default's")
    func rfc5321() {
        let (asked, usual) = (SMTPTimeouts.rfc5321, SMTPTimeouts())
        for time in [\SMTPTimeouts.greeting, \.command, \.mail, \.recipient, \.data, \.contentBlock, \.contentEnd] {
            #expect(asked[keyPath: time] > usual[keyPath: time])
        }
    }

    @Test("Certificates that cannot be read are an error when the transport is made")
    func certificates() throws {
        #expect(throws: MailError.self) { try SMTPTransport(url: MailURL("smtps://h?ca=/does/not/exist.pem")) }
    }

    @Test("The transport names its server")
    func attributes() throws {
        let transport = try SMTPTransport(url: MailURL("smtp://mail.example.com:2525?tls=none"))
        #expect(transport.name == "smtp")
        #expect(transport.serverAttributes[.serverAddress] == "mail.example.com")
        #expect(transport.serverAttributes[.serverPort] == 2525)
    }
}
