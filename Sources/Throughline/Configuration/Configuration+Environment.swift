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
        var configuration = base
        var environment = Environment(environment)
        configuration.readGeneral(&environment)
        configuration.readResource(&environment)
        configuration.readPropagators(&environment)
        configuration.readOTLP(&environment)
        configuration.traces.read(&environment, over: configuration.otlp)
        configuration.logs.read(&environment, over: configuration.otlp)
        configuration.warnings.append(contentsOf: environment.warnings)
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
        if environment.text("OTEL_CONFIG_FILE") != nil {
            let fallback = "the other variables are used"
            environment.warn("OTEL_CONFIG_FILE", "is not offered in this version", using: fallback)
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
            switch word {
            case "tracecontext": chosen.append(TraceContextPropagator())
            case "baggage": chosen.append(BaggagePropagator())
            case "none": break
            case "b3", "b3multi", "jaeger", "xray", "ottrace":
                environment.warn(name, "names \(word), which is not offered in this version", using: "it is left out")
            default:
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
