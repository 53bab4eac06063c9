import Foundation
import Gzip
import Logging
import NIOSSL
import OTLP
import Synchronization
import TestSupport
import Testing

@testable import Throughline

/// What a request to a collector looks like, and who may send it: encodings, tokens and certificates.
@Suite(.timeLimit(.minutes(5)))
struct CollectorAccessTests {
    private let batch: SpanBatch
    private let log = LogRecorder()

    init() throws {
        batch = try #require(OTLPHTTPSpanExporterTests.batch)
    }

    private func exporter(_ url: String, _ change: (inout Configuration.OTLP) -> Void) -> OTLPHTTPSpanExporter {
        var settings = Configuration.OTLP()
        settings.endpoint = .base(url)
        settings.retry.maxAttempts = 1
        change(&settings)
        return OTLPHTTPSpanExporter(settings, logger: log.logger)
    }

    // MARK: Encodings

    @Test func requestsCanBeJSON() async throws {
        try await ScriptedServer.run([]) { server in
            let exporter = exporter(server.url) { $0.encoding = .json }
            #expect(await exporter.export(batch) == .success)
            let request = try #require(server.requests.first)
            #expect(request.values("Content-Type") == ["application/json"])
            #expect(try ExportTraceServiceRequest(json: request.body) == batch.decoded())
            await exporter.shutdown()
        }
    }

    @Test func requestsCanBeDeflated() async throws {
        try await ScriptedServer.run([]) { server in
            let exporter = exporter(server.url) { $0.compression = .deflate }
            #expect(await exporter.export(batch) == .success)
            let request = try #require(server.requests.first)
            #expect(request.values("Content-Encoding") == ["deflate"])
            #expect(try Gzip.decompress(request.body, as: .zlib, limit: 1 << 20) == batch.encoded)
            await exporter.shutdown()
        }
    }

    // MARK: Tokens

    private final class Tokens: Sendable {
        private let count = Atomic<Int>(0)
        func next() -> Headers { ["authorization": "Bearer \(count.wrappingAdd(1, ordering: .relaxed).newValue)"] }
    }

    @Test func aTokenIsKeptAndRenewedWhenItIsNotTaken() async throws {
        let tokens = Tokens()
        let script: [ScriptedServer.Step] = [.status("200 OK"), .status("200 OK"), .status("401 Unauthorized")]
        try await ScriptedServer.run(script) { server in
            let exporter = exporter(server.url) { settings in
                settings.headers["authorization"] = "Bearer old"
                settings.headerProvider = HeaderProvider { tokens.next() }
                settings.retry.maxAttempts = 2
            }
            for _ in 0..<3 { #expect(await exporter.export(batch) == .success) }
            let sent = server.requests.flatMap { $0.values("Authorization") }
            #expect(sent == ["Bearer 1", "Bearer 1", "Bearer 1", "Bearer 2"])
            await exporter.shutdown()
        }
    }

    @Test func aTokenIsRenewedOnceForARequest() async throws {
        let tokens = Tokens()
        let no = ScriptedServer.Step.status("401 Unauthorized")
        try await ScriptedServer.run([no, no, no]) { server in
            let exporter = exporter(server.url) { settings in
                settings.headerProvider = HeaderProvider { tokens.next() }
                settings.retry.maxAttempts = 5
            }
            guard case .failure = await exporter.export(batch) else {
                Issue.record("It was refused")
                return
            }
            #expect(server.requests.count == 2)
            await exporter.shutdown()
        }
    }

    @Test func whereThereIsNoTokenTheRequestWaits() async throws {
        struct Secret: Error { let text = "5ecret" }
        try await ScriptedServer.run([]) { server in
            let exporter = exporter(server.url) { $0.headerProvider = HeaderProvider { throw Secret() } }
            guard case .retryable(let reason) = await exporter.export(batch) else {
                Issue.record("It was not sent")
                return
            }
            #expect(!reason.contains("5ecret"))
            #expect(server.requests.isEmpty)
            await exporter.shutdown()
        }
    }

    // MARK: Certificates

    private final class Files {
        let folder = FileManager.default.temporaryDirectory.appending(path: "throughline-pem-\(UUID())")

        init() throws {
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        }

        deinit { try? FileManager.default.removeItem(at: folder) }

        func write(_ text: String, to name: String) throws -> String {
            let file = folder.appending(path: name)
            try Data(text.utf8).write(to: file)
            return file.path
        }
    }

    @Test func aCollectorIsCheckedAgainstTheGivenAuthority() async throws {
        let files = try Files()
        try await ScriptedServer.run([], tls: try TestCertificates.server()) { server in
            let url = "https://localhost:\(server.port)"
            let authority = try files.write(TestCertificates.authority, to: "ca.pem")
            let trusting = exporter(url) { $0.tls.certificate = authority }
            #expect(await trusting.export(batch) == .success)
            await trusting.shutdown()
            let systems = exporter(url) { _ in }
            guard case .retryable = await systems.export(batch) else {
                Issue.record("The system knows no such authority")
                return
            }
            await systems.shutdown()
            let broken = exporter(url) { $0.tls.certificate = "/missing.pem" }
            guard case .retryable = await broken.export(batch) else {
                Issue.record("No certificate is not any certificate")
                return
            }
            #expect(log.messages.contains { $0.contains("/missing.pem") })
            await broken.shutdown()
        }
    }

    @Test func aCollectorSeesTheCertificateOfTheClient() async throws {
        let files = try Files()
        let tls = try TestCertificates.server(trustingClient: TestCertificates.client)
        try await ScriptedServer.run([], tls: tls) { server in
            let url = "https://localhost:\(server.port)"
            let authority = try files.write(TestCertificates.authority, to: "ca.pem")
            let certificate = try files.write(TestCertificates.client, to: "client.pem")
            let key = try files.write(TestCertificates.clientKey, to: "client.key")
            let known = exporter(url) {
                $0.tls = TLSFiles(certificate: authority, clientKey: key, clientCertificate: certificate)
            }
            #expect(await known.export(batch) == .success)
            await known.shutdown()
            let unknown = exporter(url) { $0.tls.certificate = authority }
            guard case .retryable = await unknown.export(batch) else {
                Issue.record("The collector knows no such client")
                return
            }
            await unknown.shutdown()
        }
    }

    @Test func filesAreReadAgainWhenTheyHaveChanged() async throws {
        let files = try Files()
        try await ScriptedServer.run([], tls: try TestCertificates.server()) { server in
            let authority = try files.write(TestCertificates.otherName, to: "ca.pem")
            let exporter = exporter("https://localhost:\(server.port)") { $0.tls.certificate = authority }
            guard case .retryable = await exporter.export(batch) else {
                Issue.record("That is no authority of the collector's")
                return
            }
            _ = try files.write(TestCertificates.authority + "\n", to: "ca.pem")
            #expect(await exporter.export(batch) == .success)
            await exporter.shutdown()
        }
    }
}
