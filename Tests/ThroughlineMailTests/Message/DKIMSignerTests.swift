import Crypto
import CryptoExtras
import Foundation
import NIOCore
import Testing

@testable import ThroughlineMail

/// Signatures, verified by dkimpy.
@Suite(.enabled(if: PythonLines.hasDKIM, "needs dkimpy: run Scripts/setup-interop"))
struct DKIMSignerTests {
    private let verifier: DKIMVerifier

    init() async throws {
        verifier = try await DKIMVerifier.shared.value
    }

    private func rsaSigner() throws -> DKIMSigner {
        try DKIMSigner(domain: "example.com", selector: "rsa", privateKey: verifier.rsa.pemRepresentation)
    }

    private func ed25519Signer() throws -> DKIMSigner {
        try DKIMSigner(domain: "example.com", selector: "ed", ed25519Seed: Array(verifier.ed25519.rawRepresentation))
    }

    @Test func `both kinds of signature are valid, on hostile mails`() async throws {
        let signers = [try rsaSigner(), try ed25519Signer()]
        var source = HostileMail(seed: 6376)
        for number in 0..<60 {
            let mail = try source.message().encoded(signedBy: signers)
            #expect(try await verifier.verdicts(mail.content) == [true, true], "mail \(number)")
        }
    }

    @Test(arguments: [
        "", "\n\n\n", " \n\t\n", "a", "a\n\n\n", "  a  b\t c  \n\n \n", "\n\na\n", "a \n",
        String(repeating: "\n", count: 50_000) + "x",
    ])
    func `the body is canonicalised as a verifier does it`(body: String) async throws {
        let raw = "From: a@example.com\nTo:  b@example.com\nSubject:  folded\n \t subject  \n\n\(body)"
        let mail = try EncodedMail(rfc822: raw.utf8).signed(by: [try rsaSigner()])
        #expect(try await verifier.verdicts(mail.content) == [true])
    }

    @Test(arguments: [
        ("Subject: Receipt", "Subject: Invoice"), ("Hello", "Hallo"), ("From: a@", "From: b@"),
        ("To: b@example.com", "To: b@example.com\r\nTo: c@example.com"),
        ("\r\n\r\nHello", "\r\nSubject: more\r\n\r\nHello"),
    ])
    func `a changed mail, or an added header, is not valid any more`(part: String, change: String) async throws {
        let raw = "From: a@example.com\nTo: b@example.com\nSubject: Receipt\n\nHello\n"
        let mail = try EncodedMail(rfc822: raw.utf8).signed(by: [try rsaSigner(), try ed25519Signer()])
        #expect(try await verifier.verdicts(mail.content) == [true, true])
        let text = mail.text
        let changed = text.replacingOccurrences(
            of: part,
            with: change,
            range: text.range(of: part, options: .backwards)
        )
        #expect(changed != text)
        #expect(try await verifier.verdicts(ByteBuffer(string: changed)) == [false, false])
    }

    @Test func `a signature may expire`() async throws {
        var signer = try rsaSigner()
        signer.lifetime = .seconds(3600)
        let mail = try EncodedMail(rfc822: "From: a@example.com\nTo: b@example.com\n\n".utf8).signed(by: [signer])
        #expect(try await verifier.verdicts(mail.content) == [true])
        let match = try #require(mail.text.firstMatch(of: /t=(\d+);\s+x=(\d+);/))
        #expect(Int(match.1)! + 3600 == Int(match.2)!)
    }

    @Test(arguments: [
        ["From", "To", "Subject"], ["from", "to", "to", "subject"], ["SUBJECT"], [], ["x-none", "from", "From"],
    ])
    func `headers to sign may be listed in any case, twice, or without From`(names: [String]) async throws {
        var signer = try rsaSigner()
        signer.signedHeaders = names
        let raw = "From: a@example.com\nTo: b@example.com\nSubject: Receipt\n\nHello\n"
        let mail = try EncodedMail(rfc822: raw.utf8).signed(by: [signer])
        #expect(try await verifier.verdicts(mail.content) == [true])
        signer.oversignedHeaders = []
        #expect(try await verifier.verdicts(EncodedMail(rfc822: raw.utf8).signed(by: [signer]).content) == [true])
    }

    @Test func `what is listed twice, or oversigned only, cannot be added`() async throws {
        var twice = try rsaSigner()
        twice.signedHeaders = ["from", "to", "to"]
        twice.oversignedHeaders = []
        var alone = try ed25519Signer()
        alone.signedHeaders = ["from"]
        alone.oversignedHeaders = ["To"]
        let raw = "From: a@example.com\nTo: b@example.com\n\nHello\n"
        let mail = try EncodedMail(rfc822: raw.utf8).signed(by: [twice, alone])
        #expect(try await verifier.verdicts(mail.content) == [true, true])
        let changed = mail.text.replacingOccurrences(of: "\r\n\r\n", with: "\r\nTo: c@example.com\r\n\r\n")
        #expect(try await verifier.verdicts(ByteBuffer(string: changed)) == [false, false])
    }

    @Test(arguments: ["subject:\r\nX: ", "", "a b", "a;b", "ä"])
    func `a header to sign whose name is none is an error, and not written`(name: String) throws {
        var signer = try ed25519Signer()
        signer.signedHeaders.append(name)
        let mail = try EncodedMail(rfc822: "From: a@example.com\nTo: b@example.com\n\n".utf8)
        #expect(throws: MailError.self) { try mail.signed(by: [signer]) }
    }

    @Test(arguments: [Duration.zero, .seconds(-5), .seconds(Int64.max)])
    func `a signature expires after it is made, whatever its lifetime is`(lifetime: Duration) throws {
        var signer = try ed25519Signer()
        signer.lifetime = lifetime
        let mail = try EncodedMail(rfc822: "From: a@example.com\nTo: b@example.com\n\n".utf8).signed(by: [signer])
        let match = try #require(mail.text.firstMatch(of: /t=(\d+);\s+x=(\d+);/))
        #expect(Int(match.1)! < Int(match.2)!)
        #expect(match.2.count <= 12)
    }

    @Test func `keys as openssl writes them are read`() throws {
        let pkcs8 = """
            -----BEGIN PRIVATE KEY-----
            MC4CAQAwBQYDK2VwBCIEIJ1hsZ3v/VpguoRK9JLsLMREScVpezJpGXA7rAMcrn9g
            -----END PRIVATE KEY-----
            """
        let signer = try DKIMSigner(domain: "example.com", selector: "ed", privateKey: pkcs8)
        guard case .ed25519(let key) = signer.key else {
            Issue.record("no Ed25519 key")
            return
        }
        // The public key of the same RFC 8032 key, section 7.1, test 1.
        #expect(key.publicKey.rawRepresentation.base64EncodedString() == "11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=")
    }

    @Test(arguments: ["", "no key", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----"])
    func `what is no key is refused`(pem: String) {
        #expect(throws: MailError.self) { try DKIMSigner(domain: "example.com", selector: "s", privateKey: pem) }
        #expect(throws: MailError.self) {
            try DKIMSigner(domain: "exa mple", selector: "s", ed25519Seed: .init(repeating: 1, count: 32))
        }
        #expect(throws: MailError.self) {
            try DKIMSigner(domain: "a.example", selector: "s;", ed25519Seed: .init(repeating: 1, count: 32))
        }
        #expect(throws: MailError.self) { try DKIMSigner(domain: "a.example", selector: "s", ed25519Seed: [1]) }
        #expect(throws: MailError.self) {
            try DKIMSigner(domain: "[192.0.2.1]", selector: "s", ed25519Seed: .init(repeating: 1, count: 32))
        }
    }
}
