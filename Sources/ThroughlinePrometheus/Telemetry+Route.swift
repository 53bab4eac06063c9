public import Hummingbird
import NIOCore
public import Throughline

extension Telemetry {
    /// Answers a scrape of Prometheus, as a handler of a route:
    ///
    /// ```swift
    /// var configuration = Configuration.fromEnvironment()
    /// configuration.metrics.exporters.append(.prometheus)
    /// let telemetry = try Telemetry.bootstrap(configuration)
    ///
    /// router.get("metrics", use: telemetry.prometheus)
    /// ```
    ///
    /// The text is OpenMetrics where the client says that it reads that, and Prometheus' own format otherwise. Metrics tell
    /// whoever reads them much about a service: guard the route as you guard others that are not for everybody.
    @Sendable
    public func prometheus<Context: RequestContext>(_ request: Request, _ context: Context) async -> Response {
        let accept = request.headers[values: .accept].joined(separator: ",")
        let answer = await prometheusMetrics(accept: accept)
        return Response(
            status: .ok,
            headers: [.contentType: answer.contentType],
            body: ResponseBody(byteBuffer: ByteBuffer(string: answer.body))
        )
    }
}
