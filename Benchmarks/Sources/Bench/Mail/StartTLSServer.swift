import Foundation

/// Python's `aiosmtpd` with STARTTLS, and a certificate for `localhost` that was made for it.
final class StartTLSServer {
    let port: Int
    /// The file of the certificate, which clients are to trust.
    var authority: String { folder.appendingPathComponent("certificate.pem").path }
    private let folder = FileManager.default.temporaryDirectory.appendingPathComponent("bench-\(UUID().uuidString)")
    private let process = Process()
    private let input = Pipe()

    /// Starts it; `nil` where Python's packages, or `openssl`, are missing.
    init?() throws {
        guard let python = Python.executable else { return nil }
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let (certificate, key) = (folder.appendingPathComponent("certificate.pem").path, folder.path + "/key.pem")
        let openssl = Process()
        openssl.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        openssl.arguments = [
            "openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost",
            "-addext", "subjectAltName=DNS:localhost", "-keyout", key, "-out", certificate,
        ]
        openssl.standardError = FileHandle.nullDevice
        try openssl.run()
        openssl.waitUntilExit()
        guard openssl.terminationStatus == 0 else { return nil }

        process.executableURL = python
        process.arguments = [
            Tools.package.appendingPathComponent("Python/serve_starttls.py").path, "--certificate", certificate,
            "--key", key,
        ]
        let output = Pipe()
        process.standardInput = input
        process.standardOutput = output
        try process.runUnblocked()
        let line = output.fileHandleForReading.availableData
        guard let port = try? JSONDecoder().decode([String: Int].self, from: line)["port"] else {
            throw Child.Failure(process)
        }
        self.port = port
    }

    func finish() {
        try? input.fileHandleForWriting.close()
        process.waitUntilExit()
        try? FileManager.default.removeItem(at: folder)
    }
}
