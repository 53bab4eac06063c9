import Foundation
import Synchronization
import ThroughlineInbox

struct Visit: Codable, Sendable, Hashable {
    var key = "k"
    var kind = "visit"
    var number: Int?

    var json: String {
        let number = number.map { ",\"number\":\($0)" } ?? ""
        return "{\"key\":\"\(key)\",\"kind\":\"\(kind)\"\(number)}"
    }
}

/// What handlers were given, in the order in which they were.
final class Record: Sendable {
    private let visits = Mutex<[Visit]>([])

    func add(_ visit: Visit) { visits.withLock { $0.append(visit) } }

    var all: [Visit] { visits.withLock { $0 } }
    var numbers: [Int] { all.compactMap(\.number) }
}

struct Unlucky: Error, CustomStringConvertible {
    var description: String { "out of luck" }
}
