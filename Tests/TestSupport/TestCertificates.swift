package import NIOSSL

/// Certificates for tests only, valid until 2125: an authority, a server `localhost` and `127.0.0.1`, and a server of another
/// name.
package enum TestCertificates {
    package static let authority = """
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
    package static let localhost = """
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
    package static let localhostKey = """
        -----BEGIN PRIVATE KEY-----
        MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgadW9PpWppWBSPgbs
        MROp9lycxojoCvpk507Nmdh/loihRANCAAScKS26Obxi33huqbHWZnj1VMd8tu4d
        TttlQ2nBTr4VUm8PVxafJJsAuiwo0oPGkKQC9AXAnvU9BU/OzjQp6jH5
        -----END PRIVATE KEY-----
        """
    package static let otherName = """
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
    package static let otherNameKey = """
        -----BEGIN PRIVATE KEY-----
        MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgxP1xRjUf7WHi8wdJ
        F4ezsY+oRavVwfznHy+NL64eZzuhRANCAAQtciUpiNorrp4J0019cuXSO6BKKV6x
        3Ic/gCQU+gGVF5iyyOgOxol0wk5J/RGkdOw5yKUHfPRz1tyhKIEpV7XF
        -----END PRIVATE KEY-----
        """

    /// A client, which vouches for itself.
    package static let client = """
        -----BEGIN CERTIFICATE-----
        MIIBvTCCAWOgAwIBAgIUGHTVeq66hhNUHj3qvNXf58Mlu6MwCgYIKoZIzj0EAwIw
        IjEgMB4GA1UEAwwXVGhyb3VnaGxpbmUgdGVzdCBjbGllbnQwIBcNMjYxMTIyMDM0
        NjE2WhgPMjEyNjEwMjkwMzQ2MTZaMCIxIDAeBgNVBAMMF1Rocm91Z2hsaW5lIHRl
        c3QgY2xpZW50MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEx0EufYRDFmvaRztb
        BUXEirWpc+W4h48QapRYOPW4VkXQoyX39HrJ8RyH1hFUciirMsZiY3ngxfinL7yK
        GLbdBKN1MHMwHQYDVR0OBBYEFAg4bY7dvTYLo+qtCYOGSUOJJintMB8GA1UdIwQY
        MBaAFAg4bY7dvTYLo+qtCYOGSUOJJintMA8GA1UdEwEB/wQFMAMBAf8wEwYDVR0l
        BAwwCgYIKwYBBQUHAwIwCwYDVR0PBAQDAgKEMAoGCCqGSM49BAMCA0gAMEUCIQC4
        J5LSipsOrntqx5itnx1I5kq1ucZ9kSdpSRnpxAsQkwIgPnrJPbgiK5I36Kzvtk9q
        gC/Rz/+NN0tsb860HLD8ZXk=
        -----END CERTIFICATE-----
        """
    package static let clientKey = """
        -----BEGIN PRIVATE KEY-----
        MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgqp+uVZy/uad4DTD1
        SdQLz6VD9D1l+M48KqmshfLu3ImhRANCAATHQS59hEMWa9pHO1sFRcSKtalz5biH
        jxBqlFg49bhWRdCjJff0esnxHIfWEVRyKKsyxmJjeeDF+KcvvIoYtt0E
        -----END PRIVATE KEY-----
        """

    /// A server's side of TLS.
    package static func server(
        _ certificate: String = localhost,
        _ key: String = localhostKey,
        maximumVersion: TLSVersion? = nil,
        trustingClient: String? = nil
    ) throws -> NIOSSLContext {
        var configuration = TLSConfiguration.makeServerConfiguration(
            certificateChain: try NIOSSLCertificate.fromPEMBytes(Array(certificate.utf8)).map { .certificate($0) },
            privateKey: .privateKey(try NIOSSLPrivateKey(bytes: Array(key.utf8), format: .pem))
        )
        configuration.maximumTLSVersion = maximumVersion
        if let trustingClient {
            configuration.certificateVerification = .noHostnameVerification
            configuration.trustRoots = .certificates(try NIOSSLCertificate.fromPEMBytes(Array(trustingClient.utf8)))
        }
        return try NIOSSLContext(configuration: configuration)
    }
}
