import ArgumentParser
import Foundation
import Hummingbird
import Logging
import NIOCore
import ServiceLifecycle
import Synchronization

/// `shop serve`: answers HTTP requests until it is told to stop.
struct Serve: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Serve the shop over HTTP.",
        discussion: "Telemetry is configured by the OTEL_… environment variables."
    )

    @Option(help: "The address to listen on.")
    var host = "127.0.0.1"

    @Option(help: "The port to listen on; 0 for any that is free.")
    var port = 8080

    @Flag(help: "Leave jobs and events to `shop work`, in other processes.")
    var noWorker = false

    @OptionGroup var options: ShopOptions

    func validate() throws {
        guard (0...65_535).contains(port) else {
            throw ValidationError("A port is a number from 0 to 65535.")
        }
    }

    func run() async throws {
        try await Shop.open(options) { shop in
            let isOpen = Atomic(false)
            let server = Application(
                router: Router(shop: shop),
                configuration: ApplicationConfiguration(address: .hostname(host, port: port)),
                onServerRunning: { channel in
                    isOpen.store(true, ordering: .releasing)
                    let url = "http://\(host.contains(":") ? "[\(host)]" : host):\(channel.localAddress?.port ?? port)"
                    // A database that does not take this takes no order either, and says so then.
                    try? await shop.partner.shopOpened(at: url)
                    print("listening on \(url)")
                    fflush(nil)
                },
                logger: Logger(label: "shop.http")
            )
            do {
                try await shop.run((noWorker ? [] : shop.workers) + [server])
            } catch let error as IOError where !isOpen.load(ordering: .acquiring) {
                throw CannotListen(host: host, port: port, error: error)
            } catch is SocketAddressError.UnknownHost {
                throw CannotListen(unknownHost: host)
            }
        }
    }
}
