import Foundation
import SpanRecording
import Testing

@testable import Throughline

@Suite struct ResourceTests {
    @Test func theUpdatingResourceWins() {
        let old = Resource(attributes: ["a": 1, "b": 2])
        let new = Resource(attributes: ["b": 3, "c": ""])
        #expect(old.merging(new).attributes == ["a": 1, "b": 3, "c": ""])
    }

    @Test(
        arguments: [
            (nil, nil, nil), ("x", nil, "x"), (nil, "x", "x"), ("x", "x", "x"), ("x", "y", nil),
        ] as [(String?, String?, String?)]
    )
    func schemasAreMerged(old: String?, new: String?, merged: String?) {
        #expect(Resource(schemaURL: old).merging(Resource(schemaURL: new)).schemaURL == merged)
    }

    @Test func describesThisProcess() throws {
        let resource = Resource.current(for: Configuration())
        let executable = try #require(ProcessInfo.processInfo.arguments.first?.split(separator: "/").last)
        #expect(resource.attributes["service.name"] == .string("unknown_service:\(executable)"))
        #expect(resource.attributes["process.executable.name"] == .string(String(executable)))
        #expect(resource.attributes["process.pid"] == .int(Int64(ProcessInfo.processInfo.processIdentifier)))
        #expect(resource.attributes["telemetry.sdk.name"] == "throughline")
        #expect(resource.attributes["telemetry.sdk.language"] == "swift")
        #expect(resource.attributes["telemetry.sdk.version"] == .string(SDK.version))
        #expect(resource.attributes["host.name"] == .string(ProcessInfo.processInfo.hostName))
        #expect(["linux", "darwin"].contains(resource.attributes["os.type"]))
        #expect(resource.schemaURL == "https://opentelemetry.io/schemas/1.44.0")
        guard case .string(let id) = resource.attributes["service.instance.id"] else {
            Issue.record("no instance id")
            return
        }
        #expect(UUID(uuidString: id) != nil)
        #expect(Array(id.utf8)[14] == UInt8(ascii: "4"))
        #expect(Resource.current(for: Configuration()).attributes["service.instance.id"] != .string(id))
    }

    @Test func whatIsConfiguredWins() {
        var configuration = Configuration()
        configuration.resourceAttributes = [
            "service.name": "attribute", "host.name": "h", "service.instance.id": "7", "telemetry.sdk.name": "mine",
            "x": true,
        ]
        #expect(Resource.current(for: configuration).attributes["service.name"] == "attribute")
        configuration.serviceName = "shop"
        let attributes = Resource.current(for: configuration).attributes
        #expect(attributes["service.name"] == "shop")
        #expect(attributes["host.name"] == "h")
        #expect(attributes["service.instance.id"] == "7")
        #expect(attributes["x"] == true)
        configuration.serviceName = ""
        #expect(Resource.current(for: configuration).attributes["service.name"] == "attribute")
    }

    @Test(arguments: [
        (nil, "unknown_service"), ("", "unknown_service"), ("/", "unknown_service"),
        ("/usr/bin/shop", "unknown_service:shop"),
        ("shop", "unknown_service:shop"),
    ])
    func namesTheServiceAfterTheExecutable(path: String?, name: String) {
        #expect(Resource.service(executablePath: path).attributes["service.name"] == .string(name))
    }
}
