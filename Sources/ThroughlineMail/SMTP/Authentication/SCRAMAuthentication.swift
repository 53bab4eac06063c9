import Crypto
import CryptoExtras
import Foundation

/// SCRAM-SHA-256: both sides prove that they know the password, and neither shows it.
///
/// Without channel binding, as TLS does not show NIOSSL's users what that needs.
///
/// Source: RFC 5802 and RFC 7677.
struct SCRAMAuthentication: SMTPAuthentication {
    /// RFC 7677, section 4: less makes guessing the password too cheap for whoever listens.
    static let minimumIterations = 4096
    /// More would let a server burn this process's time.
    static let maximumIterations = 600_000

    /// Makes a key of a password: text, salt, iterations.
    typealias KeyDerivation = @Sendable (String, Data, Int) throws -> SymmetricKey

    private enum State {
        case start
        case sentFirst(bare: String)
        case sentProof(serverSignature: [UInt8])
        case verified
    }

    private let username: String
    private let password: String
    private let nonce: String
    private let derive: KeyDerivation
    private var state = State.start

    init(
        username: String,
        password: String,
        nonce: String = Self.freshNonce(),
        derive: @escaping KeyDerivation = Self.derivedKey
    ) throws(MailError) {
        self.username = try saslPrepared(username)
        self.password = try saslPrepared(password)
        self.nonce = nonce
        self.derive = derive
    }

    private static func freshNonce() -> String {
        var generator = SystemRandomNumberGenerator()
        return Data((0..<24).map { _ in UInt8.random(in: .min ... .max, using: &generator) }).base64EncodedString()
    }

    mutating func initialResponse() -> [UInt8]? {
        // RFC 5802, section 5.1: these two separate the message's parts.
        let name = username.replacingOccurrences(of: "=", with: "=3D").replacingOccurrences(of: ",", with: "=2C")
        let bare = "n=\(name),r=\(nonce)"
        state = .sentFirst(bare: bare)
        return Array("n,,\(bare)".utf8)
    }

    mutating func response(to challenge: [UInt8]) async throws(MailError) -> [UInt8] {
        guard let message = String(validating: challenge, as: UTF8.self) else {
            throw .authentication("the server's challenge is not UTF-8")
        }
        switch state {
        case .sentFirst(let bare): return try await proof(bare: bare, serverFirst: message)
        case .sentProof(let signature):
            try verify(message, signature)
            return []
        case .start, .verified: throw .authentication("the server asked for more than SCRAM has")
        }
    }

    func confirm() throws(MailError) {
        guard case .verified = state else {
            throw .authentication("the server did not prove that it knows the password")
        }
    }

    /// The client's final message.
    private mutating func proof(bare: String, serverFirst: String) async throws(MailError) -> [UInt8] {
        let fields = serverFirst.split(separator: ",", omittingEmptySubsequences: false)
        // A server that wants an extension that is mandatory (m=) wants something that is not there.
        guard fields.count >= 3, fields[0].hasPrefix("r="), fields[1].hasPrefix("s="), fields[2].hasPrefix("i="),
            let salt = Data(base64Encoded: String(fields[1].dropFirst(2))), !salt.isEmpty,
            let iterations = Self.count(fields[2].dropFirst(2))
        else { throw .authentication("the server's challenge is not SCRAM") }
        let wholeNonce = fields[0].dropFirst(2)
        guard wholeNonce.utf8.starts(with: nonce.utf8), wholeNonce.utf8.count > nonce.utf8.count else {
            throw .authentication("the server's nonce is not a continuation of this side's")
        }
        guard (Self.minimumIterations...Self.maximumIterations).contains(iterations) else {
            throw .authentication("\(iterations) iterations are too few or too many")
        }

        let salted = try await salted(salt, iterations)
        let withoutProof = "c=biws,r=\(wholeNonce)"
        let authMessage = Array("\(bare),\(serverFirst),\(withoutProof)".utf8)
        let clientKey = HMAC<SHA256>.authenticationCode(for: Array("Client Key".utf8), using: salted)
        let storedKey = SymmetricKey(data: Array(SHA256.hash(data: Array(clientKey))))
        let clientSignature = HMAC<SHA256>.authenticationCode(for: authMessage, using: storedKey)
        let clientProof = Data(zip(clientKey, clientSignature).map { $0 ^ $1 })
        let serverKey = SymmetricKey(
            data: Array(HMAC<SHA256>.authenticationCode(for: Array("Server Key".utf8), using: salted))
        )
        state = .sentProof(
            serverSignature: Array(HMAC<SHA256>.authenticationCode(for: authMessage, using: serverKey))
        )
        return Array("\(withoutProof),p=\(clientProof.base64EncodedString())".utf8)
    }

    private mutating func verify(_ serverFinal: String, _ expected: [UInt8]) throws(MailError) {
        let first = serverFinal.split(separator: ",", omittingEmptySubsequences: false).first ?? ""
        if first.hasPrefix("e=") { throw .authentication("the server refused the proof") }
        guard first.hasPrefix("v="), let signature = Data(base64Encoded: String(first.dropFirst(2))),
            signature.count == expected.count,
            zip(signature, expected).reduce(UInt8(0), { $0 | ($1.0 ^ $1.1) }) == 0
        else { throw .authentication("the server did not prove that it knows the password") }
        state = .verified
    }

    /// Takes some milliseconds, which no event loop has: not even that on which a task prefers to run.
    private func salted(_ salt: Data, _ iterations: Int) async throws(MailError) -> SymmetricKey {
        do {
            return try await withTaskExecutorPreference(globalConcurrentExecutor) {
                try await Self.run { [derive, password] in try derive(password, salt, iterations) }
            }
        } catch {
            throw .authentication("the key could not be derived")
        }
    }

    @concurrent
    private static func run<Value: Sendable>(_ body: @Sendable () throws -> Value) async throws -> Value {
        try body()
    }

    private static func derivedKey(_ password: String, _ salt: Data, _ iterations: Int) throws -> SymmetricKey {
        try KDF.Insecure.PBKDF2.deriveKey(
            from: Array(password.utf8),
            salt: salt,
            using: .sha256,
            outputByteCount: SHA256.byteCount,
            unsafeUncheckedRounds: iterations
        )
    }

    /// A number that is written with nothing but digits.
    private static func count(_ text: Substring) -> Int? {
        text.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) } ? Int(text) : nil
    }
}
