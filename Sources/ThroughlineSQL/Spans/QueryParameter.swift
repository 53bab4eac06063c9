import SemanticConventions
import SpanRecording

/// A value that is sent to the database beside the text of a statement.
///
/// Values are recorded only on opt-in (``TracedDatabase/Options/parameters``), as `db.query.parameter.<key>`.
public struct QueryParameter: Hashable, Sendable {
    /// The parameter's name, or its index from 0.
    public let key: String
    /// The value as text; `nil` for NULL.
    public let value: String?

    public init(_ key: String, _ value: String?) {
        self.key = key
        self.value = value
    }

    /// A parameter that has no name.
    ///
    /// - Parameter index: The index from 0.
    public init(_ index: Int, _ value: String?) {
        self.init(String(index), value)
    }
}

/// Which parameters' values are recorded. They can be personal data or secrets.
public enum ParameterRecording: Hashable, Sendable {
    case none
    /// Those with these names, or indices from 0 (`"0"`).
    case keys(Set<String>)
    case all
}

extension Attributes {
    /// Bytes of a value, and how many values, that are recorded at most.
    private static let longestValue = 1024
    private static let mostValues = 64

    /// The values that may be recorded.
    init(_ parameters: [QueryParameter], recording: ParameterRecording) {
        self.init()
        for parameter in parameters where recording.includes(parameter.key) {
            guard count < Self.mostValues else { return }
            self[.dbQueryParameter(parameter.key)] = parameter.value?.cut(toBytes: Self.longestValue) ?? "NULL"
        }
    }
}

extension ParameterRecording {
    fileprivate func includes(_ key: String) -> Bool {
        switch self {
        case .none: false
        case .keys(let keys): keys.contains(key)
        case .all: true
        }
    }
}
