import OTLP

/// Reads telemetry from a file: OTLP's JSON, one request a line (as collectors write it), or one document over many lines.
///
/// It is fed with pieces of any size, and holds no more than one line, or the one document, of at most `limit` bytes.
struct TelemetryLines {
    /// What one line holds.
    struct Batch: Sendable {
        var spans: [ResourceSpans] = []
        var logs: [ResourceLogs] = []
        var metrics: [ResourceMetrics] = []
    }

    /// Why a file cannot be read.
    struct Failure: Error, Hashable, CustomStringConvertible {
        let description: String
    }

    private let limit: Int
    private var pending: [UInt8] = []
    /// The bytes of `pending` in which no line ends.
    private var searched = 0
    private var line = 0
    /// Whether the first line was no JSON by itself, so that all of the file is one document.
    private var isDocument = false

    init(limit: Int) {
        self.limit = limit
    }

    /// Takes the next piece.
    /// - Returns: what the lines hold that end in it.
    mutating func feed(_ bytes: some Sequence<UInt8>) throws(Failure) -> [Batch] {
        pending.append(contentsOf: bytes)
        var batches: [Batch] = []
        var start = 0
        while !isDocument, let end = pending[max(start, searched)...].firstIndex(of: UInt8(ascii: "\n")) {
            searched = end + 1
            if let batch = try readLine(start..<end) { batches.append(batch) }
            if !isDocument { start = end + 1 }
        }
        pending.removeFirst(start)
        searched = pending.count
        guard pending.count <= limit else {
            throw Failure(description: "Line \(line + 1) is longer than \(limit) bytes.")
        }
        return batches
    }

    /// What is left at the end of the file.
    mutating func finish() throws(Failure) -> Batch? {
        defer { pending = [] }
        guard !Self.isBlank(pending[...]) else { return nil }
        return try Self.read(pending, limit: limit, where: isDocument ? "The file" : "Line \(line + 1)")
    }

    private mutating func readLine(_ range: Range<Int>) throws(Failure) -> Batch? {
        let bytes = pending[range]
        guard !Self.isBlank(bytes) else {
            line += 1
            return nil
        }
        do {
            let batch = try Self.read(Array(bytes), limit: limit, where: "Line \(line + 1)")
            line += 1
            return batch
        } catch {
            // A document that somebody has set in lines begins so.
            guard line == 0 else { throw error }
            isDocument = true
            return nil
        }
    }

    private static func read(_ json: [UInt8], limit: Int, where place: String) throws(Failure) -> Batch {
        var batch = Batch()
        let names: [StaticString] = ["resourceSpans", "resourceLogs", "resourceMetrics"]
        guard names.contains(where: { json.contains($0) }) else {
            throw Failure(description: "\(place) holds neither resourceSpans nor resourceLogs nor resourceMetrics.")
        }
        let limits = DecodingLimits(maxBytes: limit)
        do {
            // Members of other names are skipped. A signal is only sought where its name occurs, as reading takes time.
            if json.contains("resourceSpans") {
                batch.spans = try ExportTraceServiceRequest(json: json, limits: limits).resourceSpans
            }
            if json.contains("resourceLogs") {
                batch.logs = try ExportLogsServiceRequest(json: json, limits: limits).resourceLogs
            }
            if json.contains("resourceMetrics") {
                batch.metrics = try ExportMetricsServiceRequest(json: json, limits: limits).resourceMetrics
            }
        } catch {
            throw Failure(description: "\(place) is no OTLP in JSON: \(error).")
        }
        return batch
    }

    private static func isBlank(_ bytes: ArraySlice<UInt8>) -> Bool {
        bytes.allSatisfy { $0 == 0x20 || $0 == 0x09 || $0 == 0x0D || $0 == 0x0A }
    }
}

extension [UInt8] {
    /// Whether a name occurs somewhere.
    fileprivate func contains(_ name: StaticString) -> Bool {
        withUnsafeBytes { bytes in
            let count = name.utf8CodeUnitCount
            guard bytes.count >= count else { return false }
            let first = name.utf8Start[0]
            var start = 0
            while start <= bytes.count - count,
                let index = bytes[start...(bytes.count - count)].firstIndex(of: first)
            {
                if (0..<count).allSatisfy({ bytes[index + $0] == name.utf8Start[$0] }) { return true }
                start = index + 1
            }
            return false
        }
    }
}
