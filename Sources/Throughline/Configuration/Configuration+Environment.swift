import Logging
import SpanRecording

#if canImport(FoundationEssentials)
public import FoundationEssentials
#else
public import Foundation
#endif

extension Configuration {
    /// Reads the `OTEL_…` variables.
    ///
    /// ```swift
    /// var configuration = Configuration.fromEnvironment()
    /// configuration.resourceAttributes["deployment.environment.name"] = "staging"
    /// ```
    ///
    /// Where `OTEL_CONFIG_FILE` names a file, that file is read instead (``fromFile(_:environment:over:)``).
    ///
    /// What is set in code afterwards beats the environment, as the specification has it. To let whoever runs the
    /// process decide, set it in `base`, which the environment beats. What cannot be used is added to ``warnings``.
    ///
    /// - Parameters:
    ///   - environment: The variables, by name.
    ///   - base: What holds where a variable is not set.
    public static func fromEnvironment(
        _ environment: [String: String] = ProcessInfo.processInfo.environment,
        over base: Configuration = Configuration()
    ) -> Configuration {
        if let configuration = fromNamedFile(environment, over: base) { return configuration }
        var configuration = base
        var environment = Environment(environment)
        configuration.readGeneral(&environment)
        configuration.readResource(&environment)
        configuration.readPropagators(&environment)
        configuration.readOTLP(&environment)
        configuration.traces.read(&environment, over: configuration.otlp)
        configuration.metrics.read(&environment, over: configuration.otlp)
        configuration.logs.read(&environment, over: configuration.otlp)
        configuration.warnings.append(contentsOf: environment.warnings)
        return configuration
    }

    /// Where the environment names a configuration file, that is all there is: its other variables are only there to be
    /// referred to.
    private static func fromNamedFile(_ variables: [String: String], over base: Configuration) -> Configuration? {
        let environment = Environment(variables)
        let (name, old) = ("OTEL_CONFIG_FILE", "OTEL_EXPERIMENTAL_CONFIG_FILE")
        guard let path = environment.text(name) ?? environment.text(old) else { return nil }
        var configuration = fromFile(path, environment: variables, over: base)
        if environment.text(old) != nil {
            let fallback = environment.text(name) == nil ? "it is used; set \(name)" : "\(name) is used"
            configuration.warnings.append(
                ConfigurationWarning(setting: old, problem: "is the variable's old name", fallback: fallback)
            )
        }
        return configuration
    }

    private mutating func readOTLP(_ environment: inout Environment) {
        var read = OTLPOverrides()
        read.read(&environment, variables: .general, over: otlp)
        otlp = otlp.overridden(by: read)
    }

    private mutating func readGeneral(_ environment: inout Environment) {
        var isDisabled = !isEnabled
        environment.read("OTEL_SDK_DISABLED", into: &isDisabled)
        isEnabled = !isDisabled
        environment.read(
            "OTEL_LOG_LEVEL",
            into: &logLevel,
            oneOf: [
                "trace": .trace, "debug": .debug, "info": .info, "notice": .notice, "warn": .warning,
                "warning": .warning, "error": .error, "fatal": .critical, "critical": .critical, "none": .critical,
            ],
            using: "\(logLevel) is used"
        )
        environment.read(
            "OTEL_SEMCONV_EXCEPTION_SIGNAL_OPT_IN",
            into: &exceptions,
            oneOf: ["logs": .logs, "logs/dup": .both],
            using: "exceptions are recorded in \(exceptions)"
        )
        if environment.text("OTEL_ENTITIES") != nil {
            let fallback = "OTEL_RESOURCE_ATTRIBUTES describes the service"
            environment.warn("OTEL_ENTITIES", "is not offered in this version", using: fallback)
        }
    }

    private mutating func readResource(_ environment: inout Environment) {
        let name = "OTEL_RESOURCE_ATTRIBUTES"
        if let text = environment.text(name) {
            var attributes = resourceAttributes
            var problem: String?
            for member in KeyValueList.members(of: text, decodingKeys: true) {
                switch member {
                case .pair(let key, let value): attributes[key] = .string(value)
                case .malformed(let reason): problem = problem ?? reason
                }
            }
            if let problem {
                environment.warn(name, problem, using: "none of its attributes is used")
            } else {
                resourceAttributes = attributes
            }
        }
        serviceName = environment.text("OTEL_SERVICE_NAME") ?? serviceName
    }

    private mutating func readPropagators(_ environment: inout Environment) {
        let name = "OTEL_PROPAGATORS"
        let words = environment.words(name)
        guard !words.isEmpty else { return }
        var chosen: [any Propagator] = []
        for word in words {
            if let propagator = Self.propagator(named: word) {
                chosen.append(propagator)
            } else if word != "none" {
                environment.warn(name, "names \"\(word.printable())\", which is not known", using: "it is left out")
            }
        }
        if words.contains("none") {
            if words.count > 1 {
                environment.warn(name, "names none beside others", using: "nothing is propagated")
            }
            propagators = []
        } else if !chosen.isEmpty {
            propagators = chosen
        } else {
            environment.warn(
                name,
                "names nothing that is offered",
                using: "\(propagators.flatMap(\.fields).joined(separator: ", ")) are used"
            )
        }
    }
}
