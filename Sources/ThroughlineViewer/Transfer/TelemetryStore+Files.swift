import Foundation
import Gzip

/// Why a file of telemetry cannot be read. The description is one line for people to read.
public enum TelemetryFileError: Error, Hashable, Sendable {
    /// There is no such file, or it may not be read.
    case cannotRead(path: String)
    /// What it holds is no OTLP in JSON.
    case malformed(path: String, reason: String)
}

extension TelemetryFileError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .cannotRead(let path): "cannot read \(path)"
        case .malformed(let path, let reason): "\(path): \(reason)"
        }
    }
}

extension TelemetryStore {
    private static let pieceSize = 1 << 20
    /// The longest line, and the largest document.
    private static let maxLine = 256 << 20
    /// What a compressed file may become.
    private static let maxDecompressed = 1 << 30

    /// Adds what a file holds: OTLP in JSON, a request a line or one document, plain or in gzip.
    ///
    /// What was read before something that is no telemetry stays in the store.
    @discardableResult
    public func importFile(at path: String) async throws(TelemetryFileError) -> ImportReport {
        guard let file = FileHandle(forReadingAtPath: path) else { throw .cannotRead(path: path) }
        defer { try? file.close() }
        var report = ImportReport()
        var lines = TelemetryLines(limit: Self.maxLine)
        do {
            var piece = try Self.read(from: file)
            if piece.starts(with: [0x1F, 0x8B]) {
                let rest = try file.readToEnd() ?? Data()
                piece = try Gzip.decompress(piece + rest, limit: Self.maxDecompressed)
            }
            while !piece.isEmpty {
                for batch in try lines.feed(piece) { await insert(batch, into: &report) }
                piece = try Self.read(from: file)
            }
            if let batch = try lines.finish() { await insert(batch, into: &report) }
        } catch let failure as TelemetryLines.Failure {
            throw .malformed(path: path, reason: failure.description)
        } catch let error as GzipError {
            throw .malformed(path: path, reason: error.description)
        } catch {
            throw .cannotRead(path: path)
        }
        return report
    }

    private static func read(from file: FileHandle) throws -> [UInt8] {
        Array(try file.read(upToCount: pieceSize) ?? Data())
    }

    /// Adds what a line of a file holds.
    func insert(_ batch: TelemetryLines.Batch, into report: inout ImportReport) async {
        if !batch.spans.isEmpty {
            let insertion = await insert(batch.spans)
            report.spans += insertion.accepted
            report.rejected += insertion.rejectedCount
        }
        if !batch.logs.isEmpty {
            let insertion = await insert(batch.logs)
            report.logRecords += insertion.accepted
            report.rejected += insertion.rejectedCount
        }
        if !batch.metrics.isEmpty {
            let insertion = await insert(batch.metrics)
            report.dataPoints += insertion.accepted
            report.rejected += insertion.rejectedCount
        }
    }
}
