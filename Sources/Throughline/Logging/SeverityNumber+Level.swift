public import Logging
public import OTLP

extension SeverityNumber {
    /// The severity that stands for a level of swift-log.
    ///
    /// Source: https://opentelemetry.io/docs/specs/otel/logs/data-model/#field-severitynumber, with `notice` as the second
    /// step of "informational", and `critical` as "fatal".
    public init(_ level: Logger.Level) {
        self =
            switch level {
            case .trace: .trace
            case .debug: .debug
            case .info: .info
            case .notice: .info2
            case .warning: .warn
            case .error: .error
            case .critical: .fatal
            }
    }
}
