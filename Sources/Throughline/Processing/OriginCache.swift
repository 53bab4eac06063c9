import OTLP
import SemanticConventions
import SpanRecording

/// What is the same for every span from one place, encoded once: its scope, and its `code.*` attributes.
struct EncodedOrigin {
    /// The scope's index in the ``ScopeTable``.
    let scope: Int
    /// The `code.*` attributes as elements of `Span.attributes`; empty for the spans of an instrumentation.
    let codeAttributes: [UInt8]
}

/// Remembers the places from which the spans of one shard were started, so that threads do not meet at the
/// ``ScopeTable``, and nothing is encoded twice.
struct OriginCache: ~Copyable {
    private struct CallSite {
        let function: String
        let fileID: String
        let line: UInt
        let encoded: EncodedOrigin
    }

    private struct Scope {
        let scope: SpanRecording.InstrumentationScope
        let encoded: EncodedOrigin
    }

    /// A place has one slot, by its line. Two that share a slot take turns in it.
    private static let slotCount = 64
    private var callSites = [CallSite?](repeating: nil, count: slotCount)
    private var scopes: [Scope] = []
    private static let scopeLimit = 64

    @inline(__always)
    mutating func encoded(_ origin: SpanOrigin, in table: ScopeTable) -> EncodedOrigin {
        switch origin {
        case .code(let function, let fileID, let line):
            let slot = Int(truncatingIfNeeded: line) & (Self.slotCount &- 1)
            // All three are literals: the comparison is mostly one of pointers.
            if let known = callSites[slot], known.line == line, known.fileID == fileID, known.function == function {
                return known.encoded
            }
            let encoded = EncodedOrigin(
                scope: table.index(ofModule: SpanOrigin.module(ofFileID: fileID)),
                codeAttributes: Self.codeAttributes(function: function, fileID: fileID, line: line)
            )
            callSites[slot] = CallSite(function: function, fileID: fileID, line: line, encoded: encoded)
            return encoded
        case .scope(let scope):
            for known in scopes where known.scope === scope { return known.encoded }
            let encoded = EncodedOrigin(scope: table.index(of: scope), codeAttributes: [])
            if scopes.count >= Self.scopeLimit { scopes.removeAll() }
            scopes.append(Scope(scope: scope, encoded: encoded))
            return encoded
        }
    }

    private static func codeAttributes(function: String, fileID: String, line: UInt) -> [UInt8] {
        var writer = ProtobufWriter()
        writer.attribute(field: 9, AttributeKey.codeFunctionName.name, function)
        writer.attribute(field: 9, AttributeKey.codeFilePath.name, fileID)
        writer.attribute(field: 9, AttributeKey.codeLineNumber.name, Int64(clamping: line))
        return writer.array()
    }
}
