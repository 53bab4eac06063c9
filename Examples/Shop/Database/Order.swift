import Foundation
import GRDB

/// What somebody has bought.
struct Order: Codable, FetchableRecord, MutablePersistableRecord {
    static let databaseTableName = "orders"

    enum Status: String, Codable {
        case pending, reserved, paid, failed
    }

    var id: Int64?
    let product: Int64
    let quantity: Int
    let email: String
    let card: String
    /// The price of all, in cents.
    let cents: Int
    var status = Status.pending

    mutating func didInsert(_ inserted: InsertionSuccess) {
        id = inserted.rowID
    }

    /// The price of all, as people write it.
    var price: String { "€ \(cents / 100).\(String(format: "%02d", cents % 100))" }
}
