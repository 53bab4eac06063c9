import SpanRecording
import Testing
import Throughline

@Suite("The name of an instance")
struct NamingTests {
    @Test("is the application's and its own, and the environment has the last word")
    func naming() {
        let configuration = Configuration(app: "shop", instance: "1")
        #expect(configuration.serviceName == "shop-1")
        #expect(configuration.resourceAttributes == ["service.instance.id": "1"])

        let named = Configuration.fromEnvironment(["OTEL_SERVICE_NAME": "other"], over: configuration)
        #expect(named.serviceName == "other")
        #expect(Configuration.fromEnvironment([:], over: configuration).serviceName == "shop-1")
    }
}
