import Foundation
import NIOCore

/// Why the shop does not open.
struct CannotListen: Error, CustomStringConvertible {
    let description: String

    init(host: String, port: Int, error: IOError) {
        if error.errnoCode == EADDRINUSE {
            description =
                "port \(port) on \(host) is taken; choose another with --port, or --port 0 for any that is free"
        } else {
            description = "cannot listen on port \(port) of \(host): \(String(cString: strerror(error.errnoCode)))"
        }
    }

    init(unknownHost host: String) {
        description = "cannot listen on \(host): the name is not known"
    }
}
