public import Instrumentation

/// Writes a context into the environment of a child process, and reads it back there.
///
/// ```swift
/// var environment = ProcessInfo.processInfo.environment
/// InstrumentationSystem.instrument.inject(context, into: &environment, using: EnvironmentCarrier())
/// ```
///
/// and at the start of the child, once its telemetry is bootstrapped:
///
/// ```swift
/// var context = InstrumentationContext.topLevel
/// let environment = ProcessInfo.processInfo.environment
/// InstrumentationSystem.instrument.extract(environment, into: &context, using: EnvironmentCarrier())
/// try await withSpan("import", context: context) { _ in … }
/// ```
///
/// Names are those of environment variables: `traceparent` is `TRACEPARENT`, and `x-b3-traceid` is `X_B3_TRACEID`.
///
/// Specification: https://opentelemetry.io/docs/specs/otel/context/env-carriers/
public struct EnvironmentCarrier: Injector, Extractor {
    public init() {}

    public func inject(_ value: String, forKey key: String, into environment: inout [String: String]) {
        // The C library ends a variable there.
        guard !value.utf8.contains(0) else { return }
        environment[Self.name(of: key)] = value
    }

    public func extract(key: String, from environment: [String: String]) -> String? {
        environment[Self.name(of: key)]
    }

    /// In upper case, with an underscore for what is neither a letter nor a digit, and before a digit at the beginning.
    private static func name(of key: String) -> String {
        var name = ""
        for scalar in key.unicodeScalars {
            switch scalar {
            case "a"..."z": name += String(scalar).uppercased()
            case "A"..."Z", "0"..."9": name.unicodeScalars.append(scalar)
            default: name += "_"
            }
        }
        let isVariable = name.unicodeScalars.first.map { !("0"..."9").contains($0) } ?? false
        return isVariable ? name : "_" + name
    }
}
