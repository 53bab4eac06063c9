import SemanticConventions
import SpanRecording

/// The operating system, as it describes itself in `/etc/os-release`.
public struct OperatingSystemDetector: ResourceDetector {
    private let surroundings: Surroundings

    public init() {
        self.init(Surroundings())
    }

    init(_ surroundings: Surroundings) {
        self.surroundings = surroundings
    }

    public func detect() -> Resource {
        var attributes = Attributes()
        attributes[.osType] = SDK.operatingSystem
        let release = surroundings.text("/etc/os-release") ?? surroundings.text("/usr/lib/os-release")
        for line in (release ?? "").split(whereSeparator: \.isNewline).prefix(64) {
            let pair = line.split(separator: "=", maxSplits: 1)
            guard pair.count == 2, pair[1].utf8.count <= 256 else { continue }
            let value = pair[1].filter { $0 != "\"" && $0 != "'" && $0 != "\\" }
            switch pair[0] {
            case "NAME": attributes[.osName] = value
            case "VERSION_ID": attributes[.osVersion] = value
            case "PRETTY_NAME": attributes[.osDescription] = value
            default: break
            }
        }
        return Resource(attributes: attributes, schemaURL: semanticConventionsSchemaURL)
    }
}
