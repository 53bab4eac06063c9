import NIOCore
import NIOSSL

@testable import ThroughlineMail

/// Certificates for tests only, valid until 2125: an authority, a server `localhost` and `127.0.0.1`, and a server of another
/// name.
enum TestCertificates {
    static let authority = """
        -----BEGIN CERTIFICATE-----
        MIIBsTCCAVegAwIBAgIUD8FP2k63O+IgtEExCsNzvaE7qwswCgYIKoZIzj0EAwIw
        JTEjMCEGA1UEAwwaVGhyb3VnaGxpbmUgdGVzdCBhdXRob3JpdHkwIBcNMjYxMTIx
        MTc1MzM0WhgPMjEyNjEwMjgxNzUzMzRaMCUxIzAhBgNVBAMMGlRocm91Z2hsaW5l
        IHRlc3QgYXV0aG9yaXR5MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEx+qaWhw5
        SUeln6qrKmMPXOC98rjOYNXVb1SESt4RmMuAwDEYsU4sJRPPeEQ/WACL6yDKN6tr
        vplhTid3WXXPsaNjMGEwHQYDVR0OBBYEFCQ3LGtpo36hvhmVV9vKzEzM7kEWMB8G
        A1UdIwQYMBaAFCQ3LGtpo36hvhmVV9vKzEzM7kEWMA8GA1UdEwEB/wQFMAMBAf8w
        DgYDVR0PAQH/BAQDAgIEMAoGCCqGSM49BAMCA0gAMEUCIQDeuEeCHuNEUhukAq1t
        H0pFXA5+q3FW7PA01OkGL0IFgAIgNATz9C6qCSNQ2Ikc3bfyRmgRpZNaC/nwRo06
        6sioTbo=
        -----END CERTIFICATE-----
        """
    static let localhost = """
        -----BEGIN CERTIFICATE-----
        MIIByzCCAXCgAwIBAgIUS8h81gORwzanzYHmFDTWp2xje94wCgYIKoZIzj0EAwIw
        JTEjMCEGA1UEAwwaVGhyb3VnaGxpbmUgdGVzdCBhdXRob3JpdHkwIBcNMjYxMTIx
        MTc1MzM0WhgPMjEyNjEwMjgxNzUzMzRaMBExDzANBgNVBAMMBnNlcnZlcjBZMBMG
        ByqGSM49AgEGCCqGSM49AwEHA0IABJwpLbo5vGLfeG6psdZmePVUx3y27h1O22VD
        acFOvhVSbw9XFp8kmwC6LCjSg8aQpAL0BcCe9T0FT87ONCnqMfmjgY8wgYwwCQYD
        VR0TBAIwADAOBgNVHQ8BAf8EBAMCB4AwEwYDVR0lBAwwCgYIKwYBBQUHAwEwGgYD
        VR0RBBMwEYIJbG9jYWxob3N0hwR/AAABMB0GA1UdDgQWBBT8nyBUHCi8A0VjddkW
        enP4xssJ9zAfBgNVHSMEGDAWgBQkNyxraaN+ob4ZlVfbysxMzO5BFjAKBggqhkjO
        PQQDAgNJADBGAiEA2thZDJuO4vGmTI3d4FZat5BbtU9CrG2efsw9yos89vcCIQDI
        3kO/704p0Pe+BeouCaboVhAfJnW0wpEpuL4q1jJm7w==
        -----END CERTIFICATE-----
        """
    static let localhostKey = """
        -----BEGIN PRIVATE KEY-----
        MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgadW9PpWppWBSPgbs
        MROp9lycxojoCvpk507Nmdh/loihRANCAAScKS26Obxi33huqbHWZnj1VMd8tu4d
        TttlQ2nBTr4VUm8PVxafJJsAuiwo0oPGkKQC9AXAnvU9BU/OzjQp6jH5
        -----END PRIVATE KEY-----
        """
    static let otherName = """
        -----BEGIN CERTIFICATE-----
        MIIBxzCCAW2gAwIBAgIUS8h81gORwzanzYHmFDTWp2xje98wCgYIKoZIzj0EAwIw
        JTEjMCEGA1UEAwwaVGhyb3VnaGxpbmUgdGVzdCBhdXRob3JpdHkwIBcNMjYxMTIx
        MTc1MzM0WhgPMjEyNjEwMjgxNzUzMzRaMBAxDjAMBgNVBAMMBW90aGVyMFkwEwYH
        KoZIzj0CAQYIKoZIzj0DAQcDQgAELXIlKYjaK66eCdNNfXLl0jugSilesdyHP4Ak
        FPoBlReYssjoDsaJdMJOSf0RpHTsOcilB3z0c9bcoSiBKVe1xaOBjTCBijAJBgNV
        HRMEAjAAMA4GA1UdDwEB/wQEAwIHgDATBgNVHSUEDDAKBggrBgEFBQcDATAYBgNV
        HREEETAPgg1vdGhlci5leGFtcGxlMB0GA1UdDgQWBBSmJuTq1ICQ+BEX5X8mRqZY
        K5E0bTAfBgNVHSMEGDAWgBQkNyxraaN+ob4ZlVfbysxMzO5BFjAKBggqhkjOPQQD
        AgNIADBFAiEA/RcJCXaJYjCBNVZwfRptvU89bokdQQWaKjCnyNrPIWkCIB2NwF/v
        ByXiohi+xaHV7XGAE0M4Qi4OzhxJFjU35ZiD
        -----END CERTIFICATE-----
        """
    static let otherNameKey = """
        -----BEGIN PRIVATE KEY-----
        MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgxP1xRjUf7WHi8wdJ
        F4ezsY+oRavVwfznHy+NL64eZzuhRANCAAQtciUpiNorrp4J0019cuXSO6BKKV6x
        3Ic/gCQU+gGVF5iyyOgOxol0wk5J/RGkdOw5yKUHfPRz1tyhKIEpV7XF
        -----END PRIVATE KEY-----
        """

    /// A server's side of TLS.
    static func server(
        _ certificate: String = localhost,
        _ key: String = localhostKey,
        maximumVersion: TLSVersion? = nil
    ) throws -> NIOSSLContext {
        var configuration = TLSConfiguration.makeServerConfiguration(
            certificateChain: try NIOSSLCertificate.fromPEMBytes(Array(certificate.utf8)).map { .certificate($0) },
            privateKey: .privateKey(try NIOSSLPrivateKey(bytes: Array(key.utf8), format: .pem))
        )
        configuration.maximumTLSVersion = maximumVersion
        return try NIOSSLContext(configuration: configuration)
    }
}

extension SMTPConfiguration {
    /// Trusts the tests' own authority.
    mutating func trustTestAuthority() throws {
        tls.trustRoots = .certificates(try NIOSSLCertificate.fromPEMBytes(Array(TestCertificates.authority.utf8)))
    }
}

extension ScriptedServer {
    /// A configuration for this server: in the clear, unless it says otherwise.
    func configuration(
        security: SMTPConfiguration.Security = .none,
        host: String = "127.0.0.1"
    ) throws -> SMTPConfiguration {
        var configuration = SMTPConfiguration(host: host, port: port, security: security)
        configuration.clientName = "client.example"
        try configuration.trustTestAuthority()
        return configuration
    }

    func transport(
        security: SMTPConfiguration.Security = .none,
        _ change: (inout SMTPConfiguration) -> Void = { _ in }
    ) throws -> SMTPTransport {
        var configuration = try configuration(security: security)
        change(&configuration)
        return try SMTPTransport(configuration)
    }
}

extension EncodedMail {
    /// A small mail.
    static func test(
        _ text: String = "hello",
        from sender: EmailAddress? = "a@x.test",
        to recipients: [EmailAddress] = ["b@x.test"],
        reports: DeliveryReports? = nil
    ) throws -> EncodedMail {
        try EncodedMail(
            rfc822: "Subject: test\r\n\r\n\(text)\r\n".utf8,
            envelope: MailEnvelope(sender: sender, recipients: recipients, deliveryReports: reports)
        )
    }

    /// A mail of about so many bytes, in lines of 64.
    static func large(_ size: Int) -> EncodedMail {
        let line = String(repeating: "x", count: 62) + "\r\n"
        return EncodedMail(
            envelope: MailEnvelope(sender: "a@x.test", recipients: ["b@x.test"]),
            content: ByteBuffer(string: String(repeating: line, count: size / 64)),
            messageID: nil,
            needs8BitMIME: false,
            hasUTF8Headers: false
        )
    }
}
