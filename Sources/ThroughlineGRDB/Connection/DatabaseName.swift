/// What a database is called.
enum DatabaseName {
    /// The last component of a file's path; `:memory:` for a database without a file.
    static func namespace(of path: String) -> String {
        path.split(separator: "/").last.map(String.init) ?? ":memory:"
    }
}
