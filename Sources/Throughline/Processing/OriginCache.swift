import OTLP
import SemanticConventions
import SpanRecording

/// What is the same for every record from one place, encoded once: its scope, and its `code.*` attributes.
struct EncodedOrigin {
    /// The scope's index in the ``ScopeTable``.
    let scope: Int
    /// The `code.*` attributes as elements of the record's attributes; empty for the records of an instrumentation.
    let codeAttributes: [UInt8]
}

/// Remembers the places from which the records of one shard come, so that threads do not meet at the
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
        let index: Int
    }

    /// A place has one slot, by its line. Two that share a slot take turns in it.
    private static let slotCount = 64
    private let attributeField: Int
    private var callSites = [CallSite?](repeating: nil, count: slotCount)
    private var scopes: [Scope] = []
    private static let scopeLimit = 64

    /// - Parameter attributeField: The number of the field that holds a record's attributes.
    init(attributeField: Int) {
        self.attributeField = attributeField
    }

    @inline(__always)
    mutating func encoded(_ origin: SpanOrigin, in table: ScopeTable) -> EncodedOrigin {
        switch origin {
        case .code(let function, let fileID, let line):
            return encoded(function: function, fileID: fileID, line: line) {
                table.index(ofModule: SpanOrigin.module(ofFileID: fileID))
            }
        case .scope(let scope):
            return EncodedOrigin(scope: index(of: scope, in: table), codeAttributes: [])
        }
    }

    /// The index of a scope in the table.
    @inline(__always)
    mutating func index(of scope: SpanRecording.InstrumentationScope, in table: ScopeTable) -> Int {
        for known in scopes where known.scope === scope { return known.index }
        let index = table.index(of: scope)
        if scopes.count >= Self.scopeLimit { scopes.removeAll() }
        scopes.append(Scope(scope: scope, index: index))
        return index
    }

    /// The `code.*` attributes of a place.
    @inline(__always)
    mutating func codeAttributes(function: String, fileID: String, line: UInt) -> [UInt8] {
        encoded(function: function, fileID: fileID, line: line, scope: { 0 }).codeAttributes
    }

    @inline(__always)
    private mutating func encoded(
        function: String,
        fileID: String,
        line: UInt,
        scope: () -> Int
    ) -> EncodedOrigin {
        let slot = Int(truncatingIfNeeded: line) & (Self.slotCount &- 1)
        // All three are literals: the comparison is mostly one of pointers.
        if let known = callSites[slot], known.line == line, known.fileID == fileID, known.function == function {
            return known.encoded
        }
        let encoded = EncodedOrigin(
            scope: scope(),
            codeAttributes: encodedCodeAttributes(function: function, fileID: fileID, line: line)
        )
        callSites[slot] = CallSite(function: function, fileID: fileID, line: line, encoded: encoded)
        return encoded
    }

    private func encodedCodeAttributes(function: String, fileID: String, line: UInt) -> [UInt8] {
        var writer = ProtobufWriter()
        writer.attribute(field: attributeField, AttributeKey.codeFunctionName.name, function)
        writer.attribute(field: attributeField, AttributeKey.codeFilePath.name, fileID)
        writer.attribute(field: attributeField, AttributeKey.codeLineNumber.name, Int64(clamping: line))
        return writer.array()
    }
}
