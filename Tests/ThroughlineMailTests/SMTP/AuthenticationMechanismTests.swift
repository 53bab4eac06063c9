import Crypto
import Foundation
import NIOPosix
import Synchronization
import Testing

@testable import ThroughlineMail

@Suite("SASL mechanisms")
struct AuthenticationMechanismTests {
    private func text(_ bytes: [UInt8]?) -> String? { bytes.map { String(decoding: $0, as: UTF8.self) } }

    @Test("PLAIN is the example of RFC 4616")
    func plain() throws {
        let first = try PlainAuthentication(username: "tim", password: "tanstaaftanstaaf").initialResponse()
        #expect(text(first) == "\0tim\0tanstaaftanstaaf")
        #expect(throws: MailError.self) { try PlainAuthentication(username: "a\0b", password: "c").initialResponse() }
    }

    @Test("LOGIN answers twice, whatever it is asked, and no third time")
    func login() throws {
        var login = LoginAuthentication(username: "tim", password: "secret")
        #expect(login.initialResponse() == nil)
        #expect(text(try login.response(to: Array("Username:".utf8))) == "tim")
        #expect(text(try login.response(to: [])) == "secret")
        #expect(throws: MailError.self) { try login.response(to: []) }
    }

    @Test("CRAM-MD5 is the example of RFC 2195")
    func cramMD5() throws {
        var cram = CRAMMD5Authentication(username: "tim", password: "tanstaaftanstaaf")
        let answer = try cram.response(to: Array("<1896.697170952@postoffice.reston.mci.net>".utf8))
        #expect(text(answer) == "tim b913a602c7eda7a495b4e6e7334d3890")
    }

    @Test("XOAUTH2 is the example of its specification")
    func xoauth2() throws {
        let token = "ya29.vF9dft4qmTc2Nvb3RlckBhdHRhdmlzdGEuY29tCg"
        let first = try XOAuth2Authentication(username: "someuser@example.com", token: token).initialResponse()
        #expect(
            Data(first ?? []).base64EncodedString()
                == "dXNlcj1zb21ldXNlckBleGFtcGxlLmNvbQFhdXRoPUJlYXJlciB5YTI5LnZGOWRmdDRxbVRjMk52YjNSbGNrQmhkSFJoZG1semRHRXVZMjl0Q2cBAQ=="
        )
        #expect(throws: MailError.self) { try XOAuth2Authentication(username: "a\u{1}", token: "t").initialResponse() }
    }

    private static let serverNonce = "rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0"

    private func scram(password: String = "pencil") throws -> SCRAMAuthentication {
        try SCRAMAuthentication(username: "user", password: password, nonce: "rOprNGfwEbeRWgbNEkqO")
    }

    @Test("SCRAM-SHA-256 is the example of RFC 7677")
    func scramExample() async throws {
        var scram = try scram()
        #expect(text(scram.initialResponse()) == "n,,n=user,r=rOprNGfwEbeRWgbNEkqO")
        let proof = try await scram.response(to: Array("r=\(Self.serverNonce),s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096".utf8))
        #expect(text(proof) == "c=biws,r=\(Self.serverNonce),p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=")
        #expect(throws: MailError.self) { try scram.confirm() }
        let last = try await scram.response(to: Array("v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=".utf8))
        #expect(last.isEmpty)
        try scram.confirm()
    }

    @Test(
        "SCRAM believes no server that does not keep to it",
        arguments: [
            "r=somebodyelse,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096",
            "r=rOprNGfwEbeRWgbNEkqO,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096",
            "r=rOprNGfwEbeRWgbNEkqOx,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=1",
            "r=rOprNGfwEbeRWgbNEkqOx,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=99999999999",
            "r=rOprNGfwEbeRWgbNEkqOx,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=-4096",
            "r=rOprNGfwEbeRWgbNEkqOx,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=+4096",
            "r=rOprNGfwEbeRWgbNEkqOx,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=600001",
            "r=rOprNGfwEbeRWgbNEkqO\u{301},s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4095",
            "r=rOprNGfwEbeRWgbNEkqOx,s=!,i=4096", "r=rOprNGfwEbeRWgbNEkqOx,s=,i=4096",
            "m=ext,r=rOprNGfwEbeRWgbNEkqOx,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096", "", "r=,s=,i=", "\u{0}",
        ]
    )
    func scramChallenges(_ challenge: String) async throws {
        var scram = try scram()
        _ = scram.initialResponse()
        await #expect(throws: MailError.self) { try await scram.response(to: Array(challenge.utf8)) }
        #expect(throws: MailError.self) { try scram.confirm() }
    }

    @Test(
        "SCRAM believes no server that does not know the password",
        arguments: ["v=AAAA", "v=", "e=invalid-proof", "", "v=7rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4="]
    )
    func scramSignatures(_ final: String) async throws {
        var scram = try scram()
        _ = scram.initialResponse()
        _ = try await scram.response(to: Array("r=\(Self.serverNonce),s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096".utf8))
        await #expect(throws: MailError.self) { try await scram.response(to: Array(final.utf8)) }
        #expect(throws: MailError.self) { try scram.confirm() }
    }

    @Test("Names with the characters that SCRAM has a use for are written otherwise")
    func scramNames() throws {
        var scram = try SCRAMAuthentication(username: "a=b,c", password: "x", nonce: "n")
        #expect(text(scram.initialResponse()) == "n,,n=a=3Db=2Cc,r=n")
    }

    @Test("SASLprep is the examples of RFC 4013")
    func saslPrep() throws {
        #expect(try saslPrepared("I\u{AD}X") == "IX")
        #expect(try saslPrepared("user") == "user")
        #expect(try saslPrepared("USER") == "USER")
        #expect(try saslPrepared("\u{AA}") == "a")
        #expect(try saslPrepared("\u{2168}") == "IX")
        #expect(try saslPrepared("a\u{A0}b") == "a b")
        #expect(throws: MailError.self) { try saslPrepared("\u{7}") }
        #expect(throws: MailError.self) { try saslPrepared("é\u{E000}") }
    }

    @Test("No description of credentials shows them")
    func descriptions() {
        for credentials in [
            SMTPCredentials.password("s3cret", username: "alice"), .token(username: "alice") { _ in "s3cret" },
        ] {
            var dumped = ""
            dump(credentials, to: &dumped)
            #expect(!dumped.contains("s3cret") && !dumped.contains("Secret"))
            #expect(!"\(credentials) \(String(reflecting: credentials))".contains("s3cret"))
            var configuration = SMTPConfiguration(host: "localhost")
            configuration.credentials = credentials
            #expect(!"\(configuration)".contains("s3cret"))
        }
    }

    @Test("SCRAM's key is not derived on an event loop, even where the task prefers to run on one")
    func scramThread() async throws {
        let isOnEventLoop = Mutex<[Bool]>([])
        var scram = try SCRAMAuthentication(username: "user", password: "pencil", nonce: "rOprNGfwEbeRWgbNEkqO") {
            _,
            _,
            _ in
            isOnEventLoop.withLock { $0.append(MultiThreadedEventLoopGroup.currentEventLoop != nil) }
            return SymmetricKey(size: .bits256)
        }
        let executor = EventLoopTaskExecutor(MultiThreadedEventLoopGroup.singleton.next())
        try await withTaskExecutorPreference(executor) {
            #expect(await isOnAnEventLoop())
            _ = scram.initialResponse()
            _ = try await scram.response(to: Array("r=\(Self.serverNonce),s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096".utf8))
        }
        #expect(isOnEventLoop.withLock { $0 } == [false])
    }

    @concurrent
    private func isOnAnEventLoop() async -> Bool { MultiThreadedEventLoopGroup.currentEventLoop != nil }
}
