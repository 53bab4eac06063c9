import OTLP
import SpanRecording
import Synchronization

/// Numbers the scopes of records, and keeps each one encoded.
final class ScopeTable: Sendable {
    /// A scope as it stands in a `ScopeSpans` or `ScopeLogs`: what comes before the records, and what comes after.
    struct Encoded: Sendable {
        let prefix: [UInt8]
        let suffix: [UInt8]
    }

    private struct State {
        var encoded: [Encoded]
        var indexOfModule: [String: Int] = [:]
        var indexOfScope: [ObjectIdentifier: Int] = [:]
        var scopes: [SpanRecording.InstrumentationScope] = []  // kept alive, so that their identity is theirs alone
    }

    /// Scopes are the modules and instrumentations of a program: a few dozen. Whoever makes them up at run time shares one.
    static let limit = 1024

    private let state: Mutex<State>

    init() {
        let overflow = InstrumentationScope(name: "throughline.scope.overflow")
        state = Mutex(State(encoded: [Encoded(overflow)]))
    }

    func index(ofModule module: Substring) -> Int {
        state.withLock { state in
            let module = String(module)
            if let known = state.indexOfModule[module] { return known }
            guard state.encoded.count < Self.limit else { return 0 }
            state.encoded.append(Encoded(InstrumentationScope(name: module)))
            state.indexOfModule[module] = state.encoded.count - 1
            return state.encoded.count - 1
        }
    }

    func index(of scope: SpanRecording.InstrumentationScope) -> Int {
        state.withLock { state in
            if let known = state.indexOfScope[ObjectIdentifier(scope)] { return known }
            guard state.encoded.count < Self.limit else { return 0 }
            state.scopes.append(scope)
            state.encoded.append(Encoded(scope))
            state.indexOfScope[ObjectIdentifier(scope)] = state.encoded.count - 1
            return state.encoded.count - 1
        }
    }

    func encoded(_ index: Int) -> Encoded {
        state.withLock { $0.encoded[$0.encoded.indices.contains(index) ? index : 0] }
    }
}

extension ScopeTable.Encoded {
    fileprivate init(_ scope: SpanRecording.InstrumentationScope) {
        var prefix = ProtobufWriter()
        prefix.message(field: 1) { writer in
            writer.string(field: 1, scope.name)
            if let version = scope.version { writer.string(field: 2, version) }
            for attribute in scope.attributes {
                writer.attribute(field: 3, attribute.name, attribute.value, maxLength: nil)
            }
        }
        var suffix = ProtobufWriter()
        if let schemaURL = scope.schemaURL { suffix.string(field: 3, schemaURL) }
        self.init(prefix: prefix.array(), suffix: suffix.array())
    }
}

private typealias InstrumentationScope = SpanRecording.InstrumentationScope
