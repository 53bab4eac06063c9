import GRDB
import Hummingbird

/// Something that the shop sells.
struct Product: Codable, FetchableRecord, MutablePersistableRecord, ResponseEncodable {
    static let databaseTableName = "products"

    let id: Int64
    let name: String
    /// The price of one, in cents.
    let cents: Int
    /// How many there are.
    var stock: Int
}
