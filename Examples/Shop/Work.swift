import ArgumentParser
import Foundation
import ServiceLifecycle

/// `shop work`: does a shop's jobs, and processes its events, until it is told to stop, beside any number of others.
struct Work: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Do the shop's jobs and process its events, without serving it.",
        discussion: "The database, and the broker if there is one, are those of a `shop serve`."
    )

    @OptionGroup var options: ShopOptions

    func validate() throws {
        guard options.database != nil else {
            throw ValidationError("Which shop's jobs? Name its database with --database.")
        }
    }

    func run() async throws {
        try await Shop.open(options) { shop in try await shop.run(shop.workers + [Announcement()]) }
    }
}

/// Says that the process works, and can be told to stop: services run once signals are listened to.
private struct Announcement: Service {
    func run() async throws {
        print("working")
        fflush(nil)
        try await gracefulShutdown()
    }
}
