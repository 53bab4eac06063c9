import WireText

/// Finds out something about what produces the telemetry.
///
/// ```swift
/// struct Region: ResourceDetector {
///     func detect() -> Resource {
///         guard let region = ProcessInfo.processInfo.environment["FLY_REGION"] else { return Resource() }
///         return Resource(attributes: ["cloud.region": .string(region)])
///     }
/// }
///
/// configuration.resourceDetectors.append(Region())
/// ```
///
/// Specification: https://opentelemetry.io/docs/specs/otel/resource/sdk/#detecting-resource-information-from-the-environment
public protocol ResourceDetector: Sendable {
    /// What there is to find; an empty resource if it is nothing, or cannot be read. Called once, when the telemetry starts,
    /// which waits for it: it must not ask anybody over the network.
    func detect() -> Resource
}

extension [any ResourceDetector] {
    /// The process, the operating system, the host, its container, and its place in Kubernetes.
    public static var standard: Self {
        [ProcessDetector(), OperatingSystemDetector(), HostDetector(), ContainerDetector(), KubernetesDetector()]
    }
}

/// Where detectors look; a test has a world of its own.
struct Surroundings: Sendable {
    /// What paths of files begin with.
    var root = ""

    /// The text of a file without white space around it; `nil` if there is none, or it is empty, or larger than any such file.
    func text(_ path: String) -> String? {
        guard let text = try? FileText.read(root + path) else { return nil }
        let trimmed = text.drop(while: \.isWhitespace).reversed().drop(while: \.isWhitespace).reversed()
        return trimmed.isEmpty ? nil : String(trimmed)
    }

    /// The same, if it is one line of what is printable.
    func line(_ path: String) -> String? {
        text(path).flatMap { $0.utf8.count <= 512 && $0.unicodeScalars.allSatisfy(\.isPrintable) ? $0 : nil }
    }
}
