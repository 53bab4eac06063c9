public import ArgumentParser
import Foundation
public import ThroughlineViewer

/// Where a viewer sends on what it receives.
struct ForwardingOptions: ParsableArguments {
    @Option(help: ArgumentHelp("An OTLP/HTTP endpoint that everything is sent on to.", valueName: "url"))
    var forwardTo: String?

    @Option(
        help: ArgumentHelp(
            "A header for it. THROUGHLINE_FORWARD_HEADERS=name=value,name=value keeps keys out of the list of processes.",
            valueName: "name: value"
        )
    )
    var forwardHeader: [String] = []

    func validate() throws {
        _ = try target()
    }

    func target() throws -> ForwardingTarget? {
        guard let forwardTo else {
            guard forwardHeader.isEmpty else { throw ValidationError("--forward-header needs --forward-to.") }
            return nil
        }
        let named = try forwardHeader.map { text in
            let parts = text.split(separator: ":", maxSplits: 1).map { $0.trimmingCharacters(in: .whitespaces) }
            guard parts.count == 2, Self.isHeader(parts[0], parts[1]) else {
                throw ValidationError("A header is \"name: value\".")
            }
            return (parts[0], parts[1])
        }
        guard let target = ForwardingTarget(url: forwardTo, headers: try inherited() + named) else {
            throw ValidationError("--forward-to is an http:// or https:// URL without a user, a query or a fragment.")
        }
        return target
    }

    /// The headers of the environment, written like those of `OTEL_EXPORTER_OTLP_HEADERS`.
    private func inherited() throws -> [(String, String)] {
        let variable = "THROUGHLINE_FORWARD_HEADERS"
        let text = ProcessInfo.processInfo.environment[variable] ?? ""
        return try text.split(separator: ",").map { pair in
            let parts = pair.split(separator: "=", maxSplits: 1).map { part in
                part.trimmingCharacters(in: .whitespaces).removingPercentEncoding ?? ""
            }
            // The text itself may be a secret.
            guard parts.count == 2, Self.isHeader(parts[0], parts[1]) else {
                throw ValidationError("\(variable) is name=value,name=value, percent-encoded.")
            }
            return (parts[0], parts[1])
        }
    }

    /// RFC 9110, sections 5.1 and 5.5.
    private static func isHeader(_ name: String, _ value: String) -> Bool {
        !name.isEmpty
            && name.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."):
                    true
                default: false
                }
            } && value.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F }
    }
}
