import Foundation

/// A port that is taken, so that nobody else is given it, and on which nobody listens: who connects is refused.
final class ReservedPort {
    let port: Int
    private let descriptor: Int32

    init() throws {
        #if os(Linux)
        let kind = Int32(SOCK_STREAM.rawValue)
        #else
        let kind = SOCK_STREAM
        #endif
        let descriptor = socket(AF_INET, kind, 0)
        self.descriptor = descriptor
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let result = withUnsafeMutablePointer(to: &address) { address in
            address.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                bind(descriptor, address, size) | getsockname(descriptor, address, &size)
            }
        }
        port = Int(UInt16(bigEndian: address.sin_port))
        if result != 0 { throw POSIXError(.EADDRNOTAVAIL) }
    }

    deinit { close(descriptor) }
}
