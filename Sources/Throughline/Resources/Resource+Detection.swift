import SemanticConventions
import SpanRecording

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
        var resource = Resource.sdk.merging(.service(executablePath: ProcessInfo.processInfo.arguments.first))
        for detector in configuration.resourceDetectors { resource.merge(detector.detect()) }
        resource.merge(Resource(attributes: configuration.resourceAttributes))
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

    /// The service, named after its executable until somebody names it better.
    static func service(executablePath: String?) -> Resource {
        let executable = executablePath.flatMap { ProcessDetector.name(ofExecutable: $0) }
        var attributes = Attributes()
        attributes[.serviceName] = executable.map { "unknown_service:\($0)" } ?? "unknown_service"
        attributes[.serviceInstanceID] = UUID().uuidString.lowercased()
        return Resource(attributes: attributes, schemaURL: semanticConventionsSchemaURL)
    }
}
