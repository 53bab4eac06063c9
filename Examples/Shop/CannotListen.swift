import Foundation
import NIOCore

/// Why the shop does not open.
struct CannotListen: Error, CustomStringConvertible {
    let host: String
    let port: Int
    let error: IOError

    var description: String {
        if error.errnoCode == EADDRINUSE {
            "port \(port) on \(host) is taken; choose another with --port, or --port 0 for any that is free"
        } else {
            "cannot listen on port \(port) of \(host): \(String(cString: strerror(error.errnoCode)))"
        }
    }
}
