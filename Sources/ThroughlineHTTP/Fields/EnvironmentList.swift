#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// An environment variable that lists names, separated by commas.
enum EnvironmentList {
    /// The names, without the spaces around them; none where the variable is not set, or is set to nothing.
    static func names(
        in variable: String,
        of environment: [String: String] = ProcessInfo.processInfo.environment
    ) -> [String] {
        (environment[variable] ?? "").split(separator: ",").compactMap { name in
            let name = name.drop(while: \.isWhitespace)
            guard let last = name.lastIndex(where: { !$0.isWhitespace }) else { return nil }
            return String(name[...last])
        }
    }
}
