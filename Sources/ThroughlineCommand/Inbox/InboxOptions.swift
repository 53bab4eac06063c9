import ArgumentParser
import ThroughlineInbox

/// Which inbox is meant: that of a broker.
struct InboxOptions: ParsableArguments {
    @OptionGroup var broker: BrokerOptions

    func open() throws -> InboxOperations { InboxOperations(broker: try broker.open()) }
}

/// A route or a sender, by its whole name or by its own.
struct QueueArgument: ParsableArguments {
    @Argument(help: "The route or the sender, as in inbox:events, outbox:partner or just events.")
    var queue: String
}

extension InboxOperations {
    /// The queue that is called so.
    ///
    /// - Throws: ``CommandFailure`` where the broker knows of none, or of several.
    func queue(_ name: String) async throws -> InboxQueue {
        let known = try await statistics().map(\.queue)
        let meant = known.filter { $0.description == name || $0.name == name }
        guard let first = meant.first else {
            throw CommandFailure("There is no route or sender \(name)\(Self.choice(of: known)).")
        }
        guard meant.count == 1 else { throw CommandFailure("There are several \(name)\(Self.choice(of: meant)).") }
        return first
    }

    private static func choice(of queues: [InboxQueue]) -> String {
        queues.isEmpty ? "" : ": there are " + queues.map(\.description).joined(separator: ", ")
    }
}
