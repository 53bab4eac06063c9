// Errors: https://opentelemetry.io/docs/specs/semconv/registry/attributes/error/ (v1.44, stable)
// Exceptions: https://opentelemetry.io/docs/specs/semconv/exceptions/exceptions-spans/

extension AttributeKey where Value == String {
    /// What kind of error ended the operation, of low cardinality; absent when it succeeded.
    @inlinable public static var errorType: Self { "error.type" }
    /// The error's type, fully qualified.
    @inlinable public static var exceptionType: Self { "exception.type" }
    /// The error's text.
    @inlinable public static var exceptionMessage: Self { "exception.message" }
    /// The error's stack trace.
    @inlinable public static var exceptionStacktrace: Self { "exception.stacktrace" }
}

/// The name of the span event that an error leaves.
public let exceptionEventName = "exception"
