import Logging
import WireText

extension Configuration {
    /// The configuration with every number in the range in which it makes sense, and with a warning for each setting
    /// that was changed for it.
    ///
    /// Settings made in code are not checked when they are made, so that their order does not matter.
    func checked() -> Configuration {
        var configuration = self
        var check = Check()
        configuration.traces.batch.check(&check, path: "traces.batch")
        configuration.traces.spanLimits.check(&check)
        configuration.logs.batch.check(&check, path: "logs.batch")
        configuration.logs.limits.check(&check)
        configuration.otlp.check(&check, path: "otlp")
        configuration.traces.otlp.check(&check, path: "traces.otlp")
        configuration.metrics.check(&check)
        configuration.logs.otlp.check(&check, path: "logs.otlp")
        if configuration.exceptions != .spanEvents, configuration.logs.exporters.isEmpty {
            check.warn("exceptions", "go to logs, which have no exporter", using: "they are recorded as span events")
            configuration.exceptions = .spanEvents
        }
        check.clamp(&configuration.shutdownTimeout, .zero, .hours(1), "shutdownTimeout")
        configuration.warnings.append(contentsOf: check.warnings)
        return configuration
    }

    /// Brings values into their ranges.
    fileprivate struct Check {
        var warnings: [ConfigurationWarning] = []

        mutating func clamp<Value: Comparable>(_ value: inout Value, _ lowest: Value, _ highest: Value, _ path: String)
        {
            let clamped = min(max(value, lowest), highest)
            guard clamped != value else { return }
            warn(path, "is not between \(lowest) and \(highest): \(value)", using: "\(clamped) is used")
            value = clamped
        }

        mutating func isUsable(_ endpoint: Endpoint, _ path: String, using fallback: String) -> Bool {
            if endpoint.isValid { return true }
            warn("\(path).endpoint", "is not an http or https address with a host", using: fallback)
            return false
        }

        mutating func warn(of headers: Headers, _ path: String) {
            for name in headers.refusedNames {
                let problem = "cannot hold \"\(name.printable(limit: 64))\""
                warn("\(path).headers", problem, using: "this header is left out")
            }
        }

        mutating func warn(_ path: String, _ problem: String, using fallback: String) {
            warnings.append(ConfigurationWarning(setting: path, problem: problem, fallback: fallback))
        }
    }
}

extension Configuration.Batch {
    /// The most records that a queue is made for.
    static let largestQueue = 1_000_000

    /// The longest delay or timeout: an hour.
    static let longestMilliseconds = 3_600_000

    fileprivate mutating func check(_ check: inout Configuration.Check, path: String) {
        let longest = Duration.hours(1)
        check.clamp(&scheduleDelay, .zero, longest, "\(path).scheduleDelay")
        check.clamp(&exportTimeout, .milliseconds(1), longest, "\(path).exportTimeout")
        check.clamp(&maxQueueSize, 1, Self.largestQueue, "\(path).maxQueueSize")
        check.clamp(&maxQueueBytes, 1 << 16, 1 << 34, "\(path).maxQueueBytes")
        check.clamp(&maxExportBatchSize, 1, maxQueueSize, "\(path).maxExportBatchSize")
    }
}

extension Configuration.Metrics {
    /// The most series that a metric can be allowed.
    static let largestCardinality = 1_000_000

    fileprivate mutating func check(_ check: inout Configuration.Check) {
        let longest = Duration.hours(1)
        check.clamp(&exportInterval, .milliseconds(1), longest, "metrics.exportInterval")
        check.clamp(&exportTimeout, .milliseconds(1), longest, "metrics.exportTimeout")
        check.clamp(&observationTimeout, .milliseconds(1), longest, "metrics.observationTimeout")
        check.clamp(&cardinalityLimit, 1, Self.largestCardinality, "metrics.cardinalityLimit")
        if var size = maxExportBatchSize {
            check.clamp(&size, 1, .max, "metrics.maxExportBatchSize")
            maxExportBatchSize = size
        }
        otlp.check(&check, path: "metrics.otlp")
    }
}

extension SpanLimits {
    /// The highest count that a limit can be set to.
    static let highestCount = 1_000_000

    fileprivate mutating func check(_ check: inout Configuration.Check) {
        check.clamp(&attributeCount, 0, Self.highestCount, "traces.spanLimits.attributeCount")
        check.clamp(&eventCount, 0, Self.highestCount, "traces.spanLimits.eventCount")
        check.clamp(&linkCount, 0, Self.highestCount, "traces.spanLimits.linkCount")
        check.clamp(&attributeCountPerEvent, 0, Self.highestCount, "traces.spanLimits.attributeCountPerEvent")
        check.clamp(&attributeCountPerLink, 0, Self.highestCount, "traces.spanLimits.attributeCountPerLink")
        if var length = attributeValueLength {
            check.clamp(&length, 0, Int(Int32.max), "traces.spanLimits.attributeValueLength")
            attributeValueLength = length
        }
    }
}

extension LogRecordLimits {
    fileprivate mutating func check(_ check: inout Configuration.Check) {
        check.clamp(&attributeCount, 0, SpanLimits.highestCount, "logs.limits.attributeCount")
        if var length = attributeValueLength {
            check.clamp(&length, 0, Int(Int32.max), "logs.limits.attributeValueLength")
            attributeValueLength = length
        }
    }
}

extension Configuration.OTLP {
    /// The settings within their ranges, and a warning for each that was changed for it.
    func checked() -> (Configuration.OTLP, [ConfigurationWarning]) {
        var settings = self
        var check = Configuration.Check()
        settings.check(&check, path: "otlp")
        return (settings, check.warnings)
    }

    /// The same, with the warnings said at once.
    func checked(warning logger: Logger) -> Configuration.OTLP {
        let (settings, warnings) = checked()
        for warning in warnings { logger.warning("\(warning)") }
        return settings
    }

    fileprivate mutating func check(_ check: inout Configuration.Check, path: String) {
        if !check.isUsable(endpoint, path, using: "\(Endpoint.default) is used") { endpoint = .default }
        check.warn(of: headers, path)
        if let product = userAgentProduct, !Self.isUserAgentProduct(product) {
            let problem = "is not a product token: \"\(product.printable())\""
            check.warn("\(path).userAgentProduct", problem, using: "it is left out")
            userAgentProduct = nil
        }
        check.clamp(&timeout, .milliseconds(1), .hours(1), "\(path).timeout")
        check.clamp(&maxRequestSize, 1 << 10, 1 << 31, "\(path).maxRequestSize")
        check.clamp(&maxResponseSize, 1 << 10, 1 << 28, "\(path).maxResponseSize")
        retry.check(&check, path: "\(path).retry")
    }

    /// `product = token ["/" product-version]`, several with spaces between them, RFC 9110, section 10.1.5.
    private static func isUserAgentProduct(_ product: String) -> Bool {
        !product.isEmpty
            && product.utf8.allSatisfy { $0.isTokenCharacter || $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: " ") }
    }
}

extension Configuration.OTLPOverrides {
    fileprivate mutating func check(_ check: inout Configuration.Check, path: String) {
        if let endpoint, !check.isUsable(endpoint, path, using: "that of all signals is used") { self.endpoint = nil }
        check.warn(of: headers, path)
        if var timeout {
            check.clamp(&timeout, .milliseconds(1), .hours(1), "\(path).timeout")
            self.timeout = timeout
        }
    }
}

extension RetryPolicy {
    fileprivate mutating func check(_ check: inout Configuration.Check, path: String) {
        check.clamp(&maxAttempts, 1, 100, "\(path).maxAttempts")
        check.clamp(&initialBackoff, .milliseconds(1), .hours(1), "\(path).initialBackoff")
        check.clamp(&maxBackoff, initialBackoff, .hours(1), "\(path).maxBackoff")
        multiplier = multiplier.isNaN ? 1 : multiplier
        check.clamp(&multiplier, 1, 10, "\(path).multiplier")
    }
}

extension Duration {
    fileprivate static func hours(_ hours: Int) -> Duration { .seconds(hours * 3600) }
}
