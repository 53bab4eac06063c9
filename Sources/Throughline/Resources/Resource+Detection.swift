import SemanticConventions
import SpanRecording

#if canImport(Darwin)
import Darwin
#elseif canImport(Musl)
import Musl
#else
import Glibc
#endif

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

extension Resource {
    /// What describes this process under a configuration.
    ///
    /// What is configured beats what is detected, and ``Configuration/serviceName`` beats a `service.name` among the
    /// attributes. A new instance id is made up for each call.
    static func current(for configuration: Configuration) -> Resource {
        var resource = Resource.sdk
            .merging(.process(executablePath: ProcessInfo.processInfo.arguments.first))
            .merging(.host)
            .merging(Resource(attributes: configuration.resourceAttributes))
        if let serviceName = configuration.serviceName, !serviceName.isEmpty {
            resource.attributes[.serviceName] = serviceName
        }
        return resource
    }

    /// This SDK.
    ///
    /// The name `opentelemetry` is reserved for OpenTelemetry's own SDKs.
    static let sdk = Resource(
        attributes: [
            AttributeKey.telemetrySDKName.name: .string(SDK.name),
            AttributeKey.telemetrySDKLanguage.name: "swift",
            AttributeKey.telemetrySDKVersion.name: .string(SDK.version),
        ],
        schemaURL: semanticConventionsSchemaURL
    )

    /// This process, named after its executable until somebody names it better.
    static func process(executablePath: String?) -> Resource {
        let executable = (executablePath ?? "").split(separator: "/").last.map(String.init)
        var attributes = Attributes()
        attributes[.serviceName] = executable.map { "unknown_service:\($0)" } ?? "unknown_service"
        attributes[.serviceInstanceID] = UUID().uuidString.lowercased()
        attributes[.processPID] = Int(ProcessInfo.processInfo.processIdentifier)
        attributes[.processExecutableName] = executable
        return Resource(attributes: attributes, schemaURL: semanticConventionsSchemaURL)
    }

    /// The machine that it runs on.
    static var host: Resource {
        var attributes = Attributes()
        attributes[.hostName] = hostName
        attributes[.osType] = SDK.operatingSystem
        return Resource(attributes: attributes, schemaURL: semanticConventionsSchemaURL)
    }

    /// The name that the machine has given itself; nobody else is asked for it.
    private static var hostName: String? {
        // 255 is the longest name that POSIX allows. The last byte stays zero.
        var name = [CChar](repeating: 0, count: 256)
        let status = gethostname(&name, name.count - 1)
        let text = String(decoding: name.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
        return status == 0 && !text.isEmpty ? text : nil
    }
}
