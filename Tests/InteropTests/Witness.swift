import Foundation

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// `Python/witness.py`, running: a collector that reads with the official protobuf classes.
struct Witness {
    /// What the witness saw of a request.
    struct Request: Decodable {
        struct Event: Decodable, Equatable {
            var name: String
            var time: UInt64
            var attributes: [String: Value]
        }

        struct Link: Decodable, Equatable {
            var traceID: String
            var spanID: String
        }

        struct Span: Decodable {
            var resource: [String: Value]
            var scope: String
            var traceID: String
            var spanID: String
            var parentSpanID: String
            var traceState: String
            var flags: UInt32
            var name: String
            var kind: String
            var start: UInt64
            var end: UInt64
            var attributes: [String: Value]
            var events: [Event]
            var links: [Link]
            var status: String
            var statusMessage: String
        }

        struct Metric: Decodable {
            struct Point: Decodable {
                var attributes: [String: Value]
                var start: UInt64
                var time: UInt64
                var value: Value?
                var bounds: [Double]
                /// Of an exponential histogram, the positive ones before the negative ones.
                var counts: [UInt64]
                var zeros: UInt64
                var exemplarTraceIDs: [String]
                var exemplarSpanIDs: [String]
            }

            var resource: [String: Value]
            var scope: String
            var scopeVersion: String
            var scopeAttributes: [String: Value]
            var scopeSchemaURL: String
            var name: String
            var unit: String
            var description: String
            var kind: String
            var isMonotonic: Bool
            var temporality: String
            var points: [Point]
        }

        struct LogRecord: Decodable {
            var resource: [String: Value]
            var scope: String
            var scopeVersion: String
            var scopeSchemaURL: String
            var time: UInt64
            var observedTime: UInt64
            var severity: String
            var severityText: String
            var body: Value
            var attributes: [String: Value]
            var droppedAttributes: UInt32
            var flags: UInt32
            var traceID: String
            var spanID: String
            var eventName: String
        }

        var path: String
        var headers: [String: String]
        /// The seconds of the witness's monotonic clock.
        var received: Double
        /// What the body was, as it came over the wire.
        var digest: String
        /// Why the body could not be read.
        var error: String?
        /// Fields that the official classes do not know.
        var unknown: [String]
        var spans: [Span]
        var logs: [LogRecord]
        var metrics: [Metric]
    }

    /// The value of an attribute, with its type.
    enum Value: Decodable, Equatable {
        case bool(Bool)
        case int(Int64)
        case double(Double)
        case string(String)
        case array([Value])
        case dictionary([String: Value])
        case null

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            if container.decodeNil() {
                self = .null
            } else if let value = try? container.decode(Bool.self) {
                self = .bool(value)
            } else if let value = try? container.decode(Int64.self) {
                self = .int(value)
            } else if let value = try? container.decode(Double.self) {
                self = .double(value)
            } else if let value = try? container.decode([Value].self) {
                self = .array(value)
            } else if let value = try? container.decode([String: Value].self) {
                self = .dictionary(value)
            } else {
                self = .string(try container.decode(String.self))
            }
        }
    }

    private let process: PythonProcess

    /// Where it listens.
    let port: Int

    /// Runs a test against a witness that follows a script.
    static func run<Result>(_ steps: String..., test: (Witness) async throws -> Result) async throws -> Result {
        let process = try PythonProcess(script: "witness.py", steps)
        let port = try await process.line()
        let witness = Witness(process: process, port: Int(port) ?? 0)
        do {
            let result = try await test(witness)
            await process.end()
            return result
        } catch {
            await process.end()
            throw error
        }
    }

    var url: String { "http://127.0.0.1:\(port)" }

    /// The next requests.
    func requests(_ count: Int) async throws -> [Request] {
        var requests: [Request] = []
        for _ in 0..<count {
            let line = try await process.line()
            requests.append(try JSONDecoder().decode(Request.self, from: Data(line.utf8)))
        }
        return requests
    }

    /// Ends the witness, and returns how many requests nobody has asked for.
    func remainingRequests() async -> Int {
        await process.end()
        return await process.output.reduce(into: 0) { count, _ in count += 1 }
    }
}

extension PythonProcess {
    /// Ends a process that leaves nothing behind.
    func end() async {
        signal(SIGKILL)
        await status()
    }
}
