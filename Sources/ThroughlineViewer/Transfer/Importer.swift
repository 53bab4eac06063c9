import Hummingbird
import NIOCore
import OTLP
import Synchronization

/// What came of an import.
public struct ImportReport: Hashable, Sendable, Encodable {
    public var spans = 0
    public var logRecords = 0
    public var dataPoints = 0
    /// What was not valid, or not to be kept.
    public var rejected = 0

    public init() {}
}

/// Puts telemetry from files into a store.
final class Importer: Sendable {
    private let store: TelemetryStore
    private let limit: Int
    private let inProgress = Atomic(0)

    /// Each takes as much memory as its longest line.
    private static let maxConcurrent = 2

    /// - Parameter limit: the longest line, and the largest document, in bytes.
    init(store: TelemetryStore, limit: Int) {
        self.store = store
        self.limit = limit
    }

    /// Imports a request's body, which may be of any size.
    func importBody(of request: Request) async throws -> ImportReport {
        defer { inProgress.subtract(1, ordering: .releasing) }
        guard inProgress.add(1, ordering: .acquiring).oldValue < Self.maxConcurrent else {
            throw APIError.busy("Other files are being imported.")
        }
        let codings: [ContentCoding]
        do {
            codings = try ContentCoding.list(request.headers[values: .contentEncoding])
        } catch {
            throw APIError(status: error.status, message: error.message, headers: error.headers)
        }
        var report = ImportReport()
        var lines = TelemetryLines(limit: limit)
        do {
            if codings.isEmpty {
                for try await piece in request.body {
                    for batch in try lines.feed(piece.readableBytesView) { await store.insert(batch, into: &report) }
                }
            } else {
                for batch in try lines.feed(try await decoded(request, codings)) {
                    await store.insert(batch, into: &report)
                }
            }
            if let batch = try lines.finish() { await store.insert(batch, into: &report) }
        } catch let failure as TelemetryLines.Failure {
            throw APIError.badRequest("\(failure) What came before it is here: \(report.spans) spans.")
        }
        return report
    }

    private func decoded(_ request: Request, _ codings: [ContentCoding]) async throws -> [UInt8] {
        var body: [UInt8] = []
        for try await piece in request.body {
            guard body.count + piece.readableBytes <= limit else {
                throw APIError(status: .contentTooLarge, message: "The body is larger than \(limit) bytes.")
            }
            body.append(contentsOf: piece.readableBytesView)
        }
        do {
            for coding in codings.reversed() { body = try coding.decode(body, limit: limit) }
        } catch {
            throw APIError(status: error.status, message: error.message)
        }
        return body
    }
}
