import Hummingbird
import HummingbirdTesting
import Logging
import Testing
import Throughline
import ThroughlinePrometheus

/// The metrics as a route of Hummingbird.
@Suite struct PrometheusRouteTests {
    @Test func `The route answers in the format that the client prefers`() async throws {
        var configuration = Configuration(serviceName: "shop")
        configuration.traces.exporters = []
        configuration.logs.exporters = []
        configuration.metrics.exporters = [.prometheus]
        let telemetry = Telemetry(configuration: configuration)
        let router = Router()
        router.get("metrics", use: telemetry.prometheus)
        try await Application(router: router).test(.router) { client in
            try await client.execute(uri: "/metrics", method: .get) { response in
                #expect(response.headers[.contentType] == "text/plain; version=0.0.4; charset=utf-8")
                #expect(String(buffer: response.body).contains(#"service_name="shop""#))
            }
            let headers: HTTPFields = [.accept: "application/openmetrics-text;version=1.0.0"]
            try await client.execute(uri: "/metrics", method: .get, headers: headers) { response in
                #expect(response.headers[.contentType] == PrometheusFormat.openMetrics.contentType)
                #expect(String(buffer: response.body).hasSuffix("# EOF\n"))
            }
        }
        await telemetry.shutdown()
    }
}
