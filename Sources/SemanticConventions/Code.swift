// Source code: https://opentelemetry.io/docs/specs/semconv/registry/attributes/code/ (v1.44, stable)

extension AttributeKey where Value == String {
    /// The file in which the span was started; in Swift the `#fileID`, `Module/File.swift`.
    @inlinable public static var codeFilePath: Self { "code.file.path" }
    /// The function in which the span was started.
    @inlinable public static var codeFunctionName: Self { "code.function.name" }
}

extension AttributeKey where Value == Int {
    /// The line in which the span was started.
    @inlinable public static var codeLineNumber: Self { "code.line.number" }
}
