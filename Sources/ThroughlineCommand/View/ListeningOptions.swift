public import ArgumentParser
public import ThroughlineViewer

/// Where a viewer listens.
struct ListeningOptions: ParsableArguments {
    @Option(help: "The address to listen on.")
    var host = "127.0.0.1"

    @Option(help: "The port to listen on; 0 for any that is free.")
    var port = 4318

    @Option(help: ArgumentHelp("A folder to serve the page from.", visibility: .hidden), completion: .directory)
    var page: String?

    func validate() throws {
        guard (0...65_535).contains(port) else {
            throw ValidationError("A port is a number from 0 to 65535.")
        }
    }

    func configuration(forwarding: ForwardingTarget?) -> Viewer.Configuration {
        var configuration = Viewer.Configuration(host: host, port: port, forwarding: forwarding)
        configuration.pageFolder = page
        return configuration
    }
}
