import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Testing
import Throughline
import ThroughlineHummingbird
import Tracing

@Suite("The headers that name a trace", .timeLimit(.minutes(5)))
struct TraceNamesTests {
    private let telemetry: Telemetry

    init() {
        var configuration = Throughline.Configuration()
        configuration.traces.exporters = [.custom(InMemorySpanExporter())]
        telemetry = Telemetry(configuration: configuration)
    }

    private func headers(
        of uri: String,
        traceResponse: Bool = false,
        serverTiming: Bool = false
    ) async throws -> HTTPFields {
        var options = HTTPServerOptions()
        options.traceResponse = traceResponse
        options.serverTiming = serverTiming
        let router = Router()
        router.add(middleware: TelemetryMiddleware(options: options))
        router.get("a") { _, _ in
            EditedResponse(headers: [ServerTiming.fieldName: "db;dur=7"], response: "")
        }
        router.get("boom") { _, _ -> String in throw Boom() }
        return try await withTracer(telemetry.tracer) {
            try await Application(router: router).test(.router) { client in
                try await client.execute(uri: uri, method: .get).headers
            }
        }
    }

    @Test("are not there by default")
    func byDefault() async throws {
        let headers = try await headers(of: "/a")
        #expect(headers[TraceResponse.fieldName] == nil)
        #expect(headers[values: ServerTiming.fieldName] == ["db;dur=7"])
    }

    @Test("leave what an answer says of its timing itself")
    func serverTiming() async throws {
        let headers = try await headers(of: "/a", serverTiming: true)
        let values = headers[values: ServerTiming.fieldName]
        #expect(values.first == "db;dur=7")
        let value = try #require(values.last)
        #expect(value.hasPrefix(#"traceparent;desc="00-"#) && value.hasSuffix("\""))
        #expect(value.utf8.count == 74)
        #expect(headers[TraceResponse.fieldName] == nil)
    }

    @Test("name the same trace, also where an error is answered", arguments: ["/a", "/boom", "/nowhere"])
    func both(uri: String) async throws {
        let headers = try await headers(of: uri, traceResponse: true, serverTiming: true)
        let traceResponse = try #require(headers[TraceResponse.fieldName])
        #expect(headers[values: ServerTiming.fieldName].last == "traceparent;desc=\"\(traceResponse)\"")
    }
}
