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
    /// The path of the running executable.
    @inlinable public static var processExecutablePath: Self { "process.executable.path" }
    /// What runs the process: `swift`.
    @inlinable public static var processRuntimeName: Self { "process.runtime.name" }
    /// The host's name.
    @inlinable public static var hostName: Self { "host.name" }
    /// The host's id, unique among hosts.
    @inlinable public static var hostID: Self { "host.id" }
    /// The processor's architecture, such as `amd64`.
    @inlinable public static var hostArch: Self { "host.arch" }
    /// The operating system's kind, such as `linux`.
    @inlinable public static var osType: Self { "os.type" }
    /// The operating system's name.
    @inlinable public static var osName: Self { "os.name" }
    /// The operating system's version.
    @inlinable public static var osVersion: Self { "os.version" }
    /// The operating system, as it describes itself to people.
    @inlinable public static var osDescription: Self { "os.description" }
    /// The container's id.
    @inlinable public static var containerID: Self { "container.id" }
    /// The name of the Kubernetes pod.
    @inlinable public static var k8sPodName: Self { "k8s.pod.name" }
    /// The id of the Kubernetes pod.
    @inlinable public static var k8sPodUID: Self { "k8s.pod.uid" }
    /// The Kubernetes namespace.
    @inlinable public static var k8sNamespaceName: Self { "k8s.namespace.name" }
    /// The Kubernetes node.
    @inlinable public static var k8sNodeName: Self { "k8s.node.name" }
    /// The container's name in its pod.
    @inlinable public static var k8sContainerName: Self { "k8s.container.name" }
}

extension AttributeKey where Value == Int {
    /// The process's id.
    @inlinable public static var processPID: Self { "process.pid" }
    /// The id of the process that started it.
    @inlinable public static var processParentPID: Self { "process.parent_pid" }
}

/// The version of the semantic conventions that this module names.
public let semanticConventionsSchemaURL = "https://opentelemetry.io/schemas/1.44.0"
