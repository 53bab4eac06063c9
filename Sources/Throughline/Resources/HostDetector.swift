import SemanticConventions
import SpanRecording

#if canImport(Darwin)
import Darwin
#elseif canImport(Musl)
import Musl
#else
import Glibc
#endif

/// The machine that this process runs on, virtual or not.
public struct HostDetector: ResourceDetector {
    private let surroundings: Surroundings

    public init() {
        self.init(Surroundings())
    }

    init(_ surroundings: Surroundings) {
        self.surroundings = surroundings
    }

    public func detect() -> Resource {
        var attributes = Attributes()
        attributes[.hostName] = Self.name
        attributes[.hostArch] = Self.architecture
        // Not on a Mac, where only a program may be asked for it.
        attributes[.hostID] = surroundings.line("/etc/machine-id") ?? surroundings.line("/var/lib/dbus/machine-id")
        return Resource(attributes: attributes, schemaURL: semanticConventionsSchemaURL)
    }

    /// As the semantic conventions spell it.
    private static var architecture: String? {
        #if arch(x86_64)
        "amd64"
        #elseif arch(arm64)
        "arm64"
        #elseif arch(arm)
        "arm32"
        #elseif arch(i386)
        "x86"
        #else
        nil
        #endif
    }

    /// The name that the machine has given itself; nobody else is asked for it.
    private static var name: String? {
        // 255 is the longest name that POSIX allows. The last byte stays zero.
        var name = [CChar](repeating: 0, count: 256)
        let status = gethostname(&name, name.count - 1)
        let text = String(decoding: name.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
        return status == 0 && !text.isEmpty ? text : nil
    }
}
