/// Why a configuration file as a whole cannot be used.
struct ConfigurationFileError: Error, Hashable, CustomStringConvertible {
    /// The line that it is about, from 1; `nil` when it is about the file.
    var line: Int?
    /// What is wrong. Nothing of the file's contents, which may be secret.
    var reason: String

    var description: String { line.map { "line \($0) \(reason)" } ?? reason }
}
