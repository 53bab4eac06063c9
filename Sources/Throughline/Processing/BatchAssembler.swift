import OTLP

/// Takes records out of a ``RecordQueue`` and puts them together as requests. Used by one task only.
struct BatchAssembler: ~Copyable {
    /// A request is closed when it reaches this many bytes, long before a receiver would refuse it.
    static let maxBatchBytes = 4 << 20

    /// A batch together with the room that it takes in the queue, until it is released.
    struct Assembled: Sendable {
        let batch: EncodedBatch
        let recordBytes: Int
    }

    private let queue: RecordQueue
    private let resource: EncodedResource
    private let maxBatchSize: Int
    private var taken: [TakenChunk] = []
    private var spares: [TakenChunk] = []

    init(queue: RecordQueue, resource: EncodedResource, maxBatchSize: Int) {
        self.queue = queue
        self.resource = resource
        self.maxBatchSize = max(maxBatchSize, 1)
    }

    /// The next batch, as large as allowed; `nil` if no record waits.
    mutating func next() -> Assembled? {
        var contents = Contents()
        collect(into: &contents)
        if contents.records < maxBatchSize, contents.bytes < Self.maxBatchBytes {
            queue.takeAll(into: &taken, spares: &spares)
            collect(into: &contents)
        }
        guard contents.records > 0 else { return nil }
        let encoded = encode(contents)
        for chunk in contents.exhausted where spares.count < RecordQueue.shardCount {
            if chunk.reset() { spares.append(chunk) }
        }
        return Assembled(batch: EncodedBatch(count: contents.records, bytes: encoded), recordBytes: contents.bytes)
    }

    /// Records of one scope that stand side by side in a chunk.
    private struct Run {
        let chunk: TakenChunk
        let scope: Int
        var bytes: Range<Int>
    }

    private struct Contents {
        var runs: [Run] = []
        var records = 0
        var bytes = 0
        var exhausted: [TakenChunk] = []

        mutating func append(_ record: TakenChunk.Record, of chunk: TakenChunk) {
            records += 1
            bytes += record.bytes.count
            if let last = runs.indices.last, runs[last].chunk === chunk, runs[last].scope == record.scope {
                runs[last].bytes = runs[last].bytes.lowerBound..<record.bytes.upperBound
            } else {
                runs.append(Run(chunk: chunk, scope: record.scope, bytes: record.bytes))
            }
        }
    }

    private mutating func collect(into contents: inout Contents) {
        while let first = taken.first {
            while let record = first.next {
                let hasRoom =
                    contents.records < maxBatchSize
                    && (contents.records == 0 || contents.bytes + record.bytes.count <= Self.maxBatchBytes)
                guard hasRoom else { return }
                contents.append(record, of: first)
                first.advance()
            }
            contents.exhausted.append(taken.removeFirst())
        }
    }

    /// `ExportTraceServiceRequest { ResourceSpans { Resource, ScopeSpans { scope, spans }… } }`, or the same of logs, whose
    /// fields have the same numbers. Every length is computed beforehand, so that the records are copied once.
    private func encode(_ contents: Contents) -> [UInt8] {
        var groups: [(scope: Int, encoded: ScopeTable.Encoded, size: Int)] = []
        for run in contents.runs {
            if let known = groups.firstIndex(where: { $0.scope == run.scope }) {
                groups[known].size += run.bytes.count
            } else {
                let encoded = queue.scopes.encoded(run.scope)
                groups.append((run.scope, encoded, encoded.prefix.count + encoded.suffix.count + run.bytes.count))
            }
        }
        let size = groups.reduce(resource.prefix.count + resource.suffix.count) { size, group in
            size + 1 + ProtobufWriter.varintLength(UInt64(group.size)) + group.size
        }

        var writer = ProtobufWriter(capacity: size + 16)
        writer.tag(1, .lengthDelimited)
        writer.varint(UInt64(size))
        writer.raw(resource.prefix)
        for group in groups {
            writer.tag(2, .lengthDelimited)
            writer.varint(UInt64(group.size))
            writer.raw(group.encoded.prefix)
            for run in contents.runs where run.scope == group.scope {
                run.chunk.withUnsafeBytes(run.bytes) { writer.raw($0) }
            }
            writer.raw(group.encoded.suffix)
        }
        writer.raw(resource.suffix)
        return writer.array()
    }
}

extension ProtobufWriter {
    fileprivate mutating func raw(_ bytes: [UInt8]) {
        bytes.withUnsafeBytes { raw($0) }
    }
}
