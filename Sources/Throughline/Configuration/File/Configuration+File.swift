import Logging

#if canImport(FoundationEssentials)
public import FoundationEssentials
#else
public import Foundation
#endif

extension Configuration {
    /// Reads a declarative configuration file: YAML in the format of
    /// [opentelemetry-configuration](https://github.com/open-telemetry/opentelemetry-configuration), version 1.
    ///
    /// ```yaml
    /// file_format: "1.0"
    /// resource:
    ///   attributes:
    ///     - { name: service.name, value: shop }
    /// tracer_provider:
    ///   processors:
    ///     - batch:
    ///         exporter:
    ///           otlp_http:
    ///             endpoint: ${COLLECTOR:-http://localhost:4318}/v1/traces
    /// ```
    ///
    /// A signal whose provider is not in the file is not exported, as the format has it. What the file says and this SDK has
    /// not, or nobody has, is one of the ``warnings``, with its line. A file that cannot be used as a whole is one error among
    /// them, and `base` is what holds: the application starts.
    ///
    /// Where `OTEL_CONFIG_FILE` names a file, ``fromEnvironment(_:over:)`` reads it, and no other `OTEL_…` variable.
    ///
    /// - Parameters:
    ///   - path: The file. A relative path begins at the current directory.
    ///   - environment: The variables that the file may refer to, by name.
    ///   - base: What holds where the file says nothing.
    public static func fromFile(
        _ path: String,
        environment: [String: String] = ProcessInfo.processInfo.environment,
        over base: Configuration = Configuration()
    ) -> Configuration {
        do throws(ConfigurationFileError) {
            return try reading(try FileText.read(path), name: path.printable(), environment: environment, over: base)
        } catch {
            var configuration = base
            let warning = ConfigurationWarning(
                setting: "The configuration file \(path.printable())",
                problem: "\(error)",
                fallback: "the defaults are used",
                isError: true
            )
            configuration.warnings.append(warning)
            return configuration
        }
    }

    /// Reads the text of a file.
    /// - Throws: ``ConfigurationFileError`` when nothing of it can be used.
    static func reading(
        _ text: String,
        name: String,
        environment: [String: String],
        over base: Configuration
    ) throws(ConfigurationFileError) -> Configuration {
        guard let root = try YAMLSource.root(of: text) else { throw ConfigurationFileError(reason: "is empty") }
        guard case .mapping = root else { throw ConfigurationFileError(reason: "holds no mapping") }
        let reader = ConfigurationFileReader(name: name, environment: environment)
        var configuration = base
        FileValue(reader: reader, path: "", node: root).mapping { configuration.read($0) }
        if let failure = reader.failure { throw failure }
        configuration.warnings.append(contentsOf: reader.warnings)
        return configuration
    }

    private mutating func read(_ file: FileMapping) {
        readFormat(file)
        var isDisabled = !isEnabled
        file.read("disabled", into: &isDisabled)
        isEnabled = !isDisabled
        readLogLevel(file)
        file.child("resource") { readResource($0) }
        file.child("propagator") { readPropagators($0) }
        file.child("attribute_limits") { readAttributeLimits($0) }

        // A signal that the file does not speak of has no exporter.
        traces.exporters = []
        metrics.exporters = []
        logs.exporters = []
        file.child("tracer_provider") { traces.read($0, over: otlp) }
        file.child("meter_provider") { metrics.read($0, over: otlp) }
        file.child("logger_provider") { logs.read($0, over: otlp) }

        for name in ["instrumentation", "instrumentation/development"] {
            file.notOffered(name, using: "instrumentations are configured in code")
        }
        file.notOffered("distribution", using: "it is ignored")
        // Whether experimental keys are welcome: they are those that end in /development, and warned of one by one.
        file.note("stability")
    }

    /// The limits of all attributes, wherever they stand.
    private mutating func readAttributeLimits(_ file: FileMapping) {
        var count: Int?
        var length: Int?
        file.read("attribute_count_limit", into: &count, in: 0...SpanLimits.highestCount)
        file.read("attribute_value_length_limit", into: &length, in: 0...Int(Int32.max))
        if let count {
            traces.spanLimits.attributeCount = count
            traces.spanLimits.attributeCountPerEvent = count
            traces.spanLimits.attributeCountPerLink = count
            logs.limits.attributeCount = count
        }
        if let length {
            traces.spanLimits.attributeValueLength = length
            logs.limits.attributeValueLength = length
        }
    }

    private func readFormat(_ file: FileMapping) {
        guard let value = file["file_format"], let version = value.plainText else {
            file.value.warn("names no file_format", using: "it is read as version 1.0")
            return
        }
        let major = version.prefix { $0 != "." }
        if major != "1" { value.warn("is not a version that is known", using: "it is read as version 1.0") }
    }

    private mutating func readLogLevel(_ file: FileMapping) {
        // Each of the six has four steps, of which swift-log has one or two.
        guard let value = file["log_level"], let text = value.text?.lowercased() else { return }
        let word = text.last.map { "234".contains($0) } == true ? String(text.dropLast()) : text
        switch word {
        case "trace": logLevel = .trace
        case "debug": logLevel = .debug
        case "info": logLevel = text == word ? .info : .notice
        case "warn": logLevel = .warning
        case "error": logLevel = .error
        case "fatal": logLevel = .critical
        default: value.warn("is not one of trace, debug, info, warn, error, fatal", using: "\(logLevel) is used")
        }
    }
}
