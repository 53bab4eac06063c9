import OTLP
import Testing

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// Throws damaged bodies at the decoders: whatever comes, they read it or throw an `OTLPError`, and what they have read
/// can be written, and read again to the same.
///
/// `THROUGHLINE_FUZZ_INPUTS` says how many inputs each of the two decoders gets; without it, as many as a debug build
/// reads in a few seconds.
@Suite struct FuzzTests {
    static let inputs = getenv("THROUGHLINE_FUZZ_INPUTS").flatMap { Int(String(cString: $0)) } ?? 3000

    @Test func protobuf() throws {
        var mutator = Mutator(seed: 0x7EA5_E11A)
        for kind in Kind.allCases { mutator.add(try kind.sample.protobuf()) }
        var read = 0
        for index in 0..<Self.inputs {
            let body = index % Kind.allCases.count
            let input = mutator.damaged(body)
            let kind = Kind.allCases[body]
            do {
                if try kind.readProtobuf(input) { read += 1 }
            } catch {
                Issue.record("\(error): \(kind) from \(input)")
            }
        }
        #expect(read > 0 && read < Self.inputs, "inputs that are all read, or none, test little")
    }

    @Test func json() throws {
        var mutator = Mutator(seed: 0x150_5EED)
        for kind in Kind.allCases { mutator.add(try kind.sample.json()) }
        var read = 0
        for index in 0..<Self.inputs {
            let body = index % Kind.allCases.count
            let input = mutator.damaged(body)
            let kind = Kind.allCases[body]
            do {
                if try kind.readJSON(input) { read += 1 }
            } catch {
                Issue.record("\(error): \(kind) from \(String(decoding: input, as: UTF8.self))")
            }
        }
        #expect(read > 0 && read < Self.inputs, "inputs that are all read, or none, test little")
    }

    /// What is damaged, and what it is read as.
    enum Kind: CaseIterable {
        case traces, metrics, logs, span, value, error

        var sample: any Message {
            switch self {
            case .traces: ExportTraceServiceRequest(resourceSpans: [ResourceSpans(scopeSpans: [Samples.scopeSpans])])
            case .metrics: ScopeMetrics(metrics: Samples.metrics)
            case .logs: ScopeLogs(logRecords: [Samples.logRecord])
            case .span: Samples.span
            case .value: AnyValue.keyValueList(Samples.attributes)
            case .error: RPCStatus(code: 3, message: "no", details: [Samples.detail])
            }
        }

        func readProtobuf(_ bytes: [UInt8]) throws -> Bool {
            func read<M: Message>(_: M) throws -> Bool {
                guard let message = try? M(protobuf: bytes) else { return false }
                try Kind.checkRewriting(message)
                return true
            }
            return try read(sample)
        }

        func readJSON(_ bytes: [UInt8]) throws -> Bool {
            func read<M: Message>(_: M) throws -> Bool {
                guard let message = try? M(json: bytes) else { return false }
                try Kind.checkRewriting(message)
                return true
            }
            return try read(sample)
        }

        /// Compares bytes, not messages: a NaN is not equal to itself.
        static func checkRewriting<M: Message>(_ message: M) throws {
            let protobuf = try message.protobuf()
            try #require(try M(protobuf: protobuf).protobuf() == protobuf)
            let json = try message.json()
            try #require(try M(json: json).json() == json)
        }
    }
}
