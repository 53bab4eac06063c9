/// One reading of a configuration file: the environment that its references name, and what was wrong.
final class ConfigurationFileReader {
    let substitution: EnvironmentSubstitution
    private let name: String
    private(set) var warnings: [ConfigurationWarning] = []
    /// A thousand wrong lines are wrong in the same way.
    static let mostWarnings = 100

    /// What is wrong with the file as a whole.
    private(set) var failure: ConfigurationFileError?

    /// - Parameters:
    ///   - name: What the file is called in warnings.
    ///   - environment: What its references name.
    init(name: String, environment: [String: String]) {
        self.name = name
        substitution = EnvironmentSubstitution(environment)
    }

    func warn(_ path: String, line: Int, _ problem: String, using fallback: String) {
        guard warnings.count < Self.mostWarnings else { return }
        let setting = path.isEmpty ? "\(name), line \(line)," : "\(name), line \(line), \(path.printable())"
        warnings.append(ConfigurationWarning(setting: setting, problem: problem, fallback: fallback))
    }

    func fail(line: Int, _ reason: String) {
        failure = failure ?? ConfigurationFileError(line: line, reason: reason)
    }
}
