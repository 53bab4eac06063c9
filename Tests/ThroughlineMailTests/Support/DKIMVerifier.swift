import Crypto
import CryptoExtras
import Dispatch
import Foundation
import NIOCore

/// dkimpy, with two keys that it finds in place of DNS. There is one for all tests: an RSA key, and a Python, take their time.
final class DKIMVerifier: @unchecked Sendable {
    static let shared = Task { try await onOwnThread { try DKIMVerifier() } }

    let rsa: _RSA.Signing.PrivateKey
    let ed25519 = Curve25519.Signing.PrivateKey()
    // Only the queue's work uses it, one piece after the other: that makes the class sendable.
    private let python: PythonLines
    private let queue = DispatchQueue(label: "DKIMVerifier")

    private init() throws {
        rsa = try _RSA.Signing.PrivateKey(keySize: .bits2048)
        python = try PythonLines(script: "verify_dkim.py", executable: PythonLines.venv)
    }

    /// Whether each of a mail's signatures, from the top, is valid. No thread that others need waits for it.
    func verdicts(_ content: ByteBuffer) async throws -> [Bool] {
        let work = try JSONEncoder().encode([
            "raw": Data(buffer: content).base64EncodedString(),
            "rsa._domainkey.example.com.": "v=DKIM1; k=rsa; p=\(rsa.publicKey.derRepresentation.base64EncodedString())",
            "ed._domainkey.example.com.":
                "v=DKIM1; k=ed25519; p=\(ed25519.publicKey.rawRepresentation.base64EncodedString())",
        ])
        return try await withCheckedThrowingContinuation { continuation in
            queue.async {
                continuation.resume(
                    with: Result { try JSONDecoder().decode([Bool].self, from: self.python.answer(to: work)) }
                )
            }
        }
    }
}
