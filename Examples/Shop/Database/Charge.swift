import GRDB

/// A payment that another shop has asked this one for.
struct Charge: Codable, FetchableRecord {
    static let databaseTableName = "charges"

    /// What the one who asks calls it, however often.
    let key: String
    let card: String
    let cents: Int
    /// How often it was asked for.
    let attempts: Int
}
