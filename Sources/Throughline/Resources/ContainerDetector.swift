import SemanticConventions
import SpanRecording
import WireText

/// The container that this process runs in, by what Linux says of its control groups and mounts: of Docker, containerd, CRI-O and
/// Podman.
public struct ContainerDetector: ResourceDetector {
    private let surroundings: Surroundings

    public init() {
        self.init(Surroundings())
    }

    init(_ surroundings: Surroundings) {
        self.surroundings = surroundings
    }

    public func detect() -> Resource {
        guard let id = idByControlGroup ?? idByMounts else { return Resource() }
        var attributes = Attributes()
        attributes[.containerID] = id
        return Resource(attributes: attributes, schemaURL: semanticConventionsSchemaURL)
    }

    /// Version 1: `12:cpuset:/docker/<id>`, `…/cri-containerd-<id>.scope`.
    private var idByControlGroup: String? {
        guard let groups = surroundings.text("/proc/self/cgroup") else { return nil }
        return groups.split(separator: "\n").lazy.compactMap { line in
            line.split(separator: "/").last.flatMap { name in
                Self.id(in: name.split(separator: ".").first?.split(whereSeparator: { $0 == "-" || $0 == ":" }).last)
            }
        }.first
    }

    /// Version 2, where a process sees its own group as the root: `… /var/lib/docker/containers/<id>/hostname /etc/hostname …`.
    private var idByMounts: String? {
        guard let mounts = surroundings.text("/proc/self/mountinfo") else { return nil }
        return mounts.split(separator: "\n").lazy.filter { $0.contains("/etc/hostname") || $0.contains("/etc/hosts") }
            .compactMap { line in
                let parts = line.split(whereSeparator: { $0 == "/" || $0 == " " })
                // A sandbox is that of the pod, and not of the container.
                return zip(parts, parts.dropFirst()).lazy.compactMap { parent, name in
                    parent == "sandboxes" ? nil : Self.id(in: name)
                }.first
            }.first
    }

    private static func id(in text: Substring?) -> String? {
        guard let text, text.utf8.count == 64, text.utf8.allSatisfy({ $0.lowercaseHexValue != nil }) else { return nil }
        return String(text)
    }
}
