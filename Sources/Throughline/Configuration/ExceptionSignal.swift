extension Configuration {
    /// Where `recordError` of a span puts the error.
    ///
    /// Source: https://opentelemetry.io/docs/specs/semconv/exceptions/
    public enum ExceptionSignal: String, Sendable, Hashable {
        /// Into events of the span.
        case spanEvents
        /// Into log records with the span's context, named `exception`. Where logs have no exporter, the span keeps them.
        case logs
        /// Into both.
        case both
    }
}
