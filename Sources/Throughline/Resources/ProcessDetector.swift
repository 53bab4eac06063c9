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

/// This process: its ids, its executable and its runtime. Not its arguments, which may hold secrets.
public struct ProcessDetector: ResourceDetector {
    public init() {}

    public func detect() -> Resource {
        var attributes = Attributes()
        attributes[.processPID] = Int(ProcessInfo.processInfo.processIdentifier)
        attributes[.processParentPID] = Int(getppid())
        let path = ProcessInfo.processInfo.arguments.first
        attributes[.processExecutableName] = path.flatMap { Self.name(ofExecutable: $0) }
        attributes[.processExecutablePath] =
            Self.link("/proc/self/exe") ?? path.flatMap { $0.hasPrefix("/") ? $0 : nil }
        attributes[.processRuntimeName] = "swift"
        return Resource(attributes: attributes, schemaURL: semanticConventionsSchemaURL)
    }

    /// The last part of a path.
    static func name(ofExecutable path: String) -> String? { path.split(separator: "/").last.map(String.init) }

    private static func link(_ path: String) -> String? {
        var target = [UInt8](repeating: 0, count: 4096)
        let count = target.withUnsafeMutableBytes { buffer in
            buffer.withMemoryRebound(to: CChar.self) { text in
                text.baseAddress.map { readlink(path, $0, text.count) } ?? -1
            }
        }
        guard count > 0, count < target.count else { return nil }
        return String(validating: target[..<count], as: UTF8.self)
    }
}
