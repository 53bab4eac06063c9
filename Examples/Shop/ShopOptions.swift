import ArgumentParser
import Foundation
import ThroughlineJobs
import ThroughlineMail

/// What the shop works with: the options that `shop serve` and `shop work` have in common.
struct ShopOptions: ParsableArguments {
    @Option(help: ArgumentHelp("The SQLite database with products and orders.", valueName: "path"))
    var database: String?

    @Option(
        help: ArgumentHelp(
            "Where jobs and events are kept, sqlite:PATH or postgres://…. (default: in the database)",
            valueName: "url"
        )
    )
    var broker: String?

    @Option(
        help: ArgumentHelp(
            "Another shop, which is asked for prices and payments, and told of events. (default: this one)",
            valueName: "url"
        )
    )
    var partner: String?

    @Option(
        help: ArgumentHelp(
            "Where receipts go: smtp://HOST, smtps://HOST, file:FOLDER, console: or memory:. "
                + "(default: $THROUGHLINE_MAIL_URL, else memory:)",
            valueName: "url"
        )
    )
    var mail: String?

    func validate() throws {
        _ = try ShopBroker(broker)
        if let partner {
            let url = URLComponents(string: partner)
            guard let url, ["http", "https"].contains(url.scheme), url.host?.isEmpty == false else {
                throw ValidationError("A partner is a URL such as http://127.0.0.1:8081.")
            }
        }
    }

    /// - Throws: ``MailError/invalidConfiguration(reason:)``.
    func mailer() throws -> Mailer {
        var environment = ProcessInfo.processInfo.environment
        if let mail { environment["THROUGHLINE_MAIL_URL"] = mail }
        return try Mailer.fromEnvironment(environment, default: "memory:")
    }
}
