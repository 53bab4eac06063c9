// Resources: https://opentelemetry.io/docs/specs/semconv/resource/ (v1.44)

extension AttributeKey where Value == String {
    /// The logical name of the service.
    @inlinable public static var serviceName: Self { "service.name" }
    /// A namespace for `service.name`.
    @inlinable public static var serviceNamespace: Self { "service.namespace" }
    /// The service's version.
    @inlinable public static var serviceVersion: Self { "service.version" }
    /// Tells this process from every other one of the same service.
    @inlinable public static var serviceInstanceID: Self { "service.instance.id" }
    /// The deployment's environment: `development`, `staging`, `production`, `test`.
    @inlinable public static var deploymentEnvironmentName: Self { "deployment.environment.name" }
    /// The SDK's language.
    @inlinable public static var telemetrySDKLanguage: Self { "telemetry.sdk.language" }
    /// The SDK's name.
    @inlinable public static var telemetrySDKName: Self { "telemetry.sdk.name" }
    /// The SDK's version.
    @inlinable public static var telemetrySDKVersion: Self { "telemetry.sdk.version" }
    /// The name of the running executable.
    @inlinable public static var processExecutableName: Self { "process.executable.name" }
    /// The host's name.
    @inlinable public static var hostName: Self { "host.name" }
    /// The operating system's kind, such as `linux`.
    @inlinable public static var osType: Self { "os.type" }
}

extension AttributeKey where Value == Int {
    /// The process's id.
    @inlinable public static var processPID: Self { "process.pid" }
}

/// The version of the semantic conventions that this module names.
public let semanticConventionsSchemaURL = "https://opentelemetry.io/schemas/1.44.0"
