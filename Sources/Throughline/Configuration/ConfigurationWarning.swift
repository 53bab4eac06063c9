/// Something that is wrong with a setting, and what is used instead.
///
/// It is made for a log: control characters are escaped, and values that may be secret are never part of it.
public struct ConfigurationWarning: Sendable, Hashable, CustomStringConvertible {
    /// The setting: the name of an environment variable, or the path of a property of ``Configuration``.
    public var setting: String
    /// What is wrong with it.
    public var problem: String
    /// What is used instead.
    public var fallback: String

    /// Whether nothing that was set holds: a configuration file that cannot be read, say.
    public var isError: Bool

    public init(setting: String, problem: String, fallback: String, isError: Bool = false) {
        self.setting = setting
        self.problem = problem
        self.fallback = fallback
        self.isError = isError
    }

    public var description: String { "\(setting) \(problem); \(fallback)" }
}
