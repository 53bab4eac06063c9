import GRDB

/// A file that the shop needs cannot be used.
struct CannotOpen: Error, CustomStringConvertible {
    let description: String

    /// Says which file it is that cannot be opened, and why.
    static func describing<Value>(_ path: String, _ open: () throws -> Value) throws -> Value {
        do {
            return try open()
        } catch {
            throw CannotOpen(
                description: "cannot use the file \(path): \((error as? DatabaseError)?.message ?? "\(error)")"
            )
        }
    }
}
