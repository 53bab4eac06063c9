import NIOSSL

#if canImport(Darwin)
import Darwin
#elseif canImport(Musl)
import Musl
#else
import Glibc
#endif

extension TLSFiles {
    /// What tells one state of the files from another.
    struct Stamp: Hashable {
        private var files: [[Int]] = []

        init(_ paths: [String]) {
            for path in paths {
                var status = stat()
                guard stat(path, &status) == 0 else {
                    files.append([])
                    continue
                }
                #if canImport(Darwin)
                let time = status.st_mtimespec
                #else
                let time = status.st_mtim
                #endif
                files.append([Int(status.st_ino), Int(status.st_size), Int(time.tv_sec), Int(time.tv_nsec)])
            }
        }
    }

    var stamp: Stamp { Stamp(paths) }

    /// - Throws: What is wrong with a file, in words that name it.
    func configuration() throws(Unusable) -> TLSConfiguration {
        var configuration = TLSConfiguration.makeClientConfiguration()
        if let certificate {
            configuration.trustRoots = .certificates(try Self.certificates(certificate))
        }
        if let clientCertificate {
            configuration.certificateChain = try Self.certificates(clientCertificate).map { .certificate($0) }
        }
        if let clientKey {
            do {
                configuration.privateKey = .privateKey(try NIOSSLPrivateKey(file: clientKey, format: .pem))
            } catch {
                throw Unusable(description: "\(clientKey.printable()) is no private key in PEM that can be read")
            }
        }
        return configuration
    }

    struct Unusable: Error {
        let description: String
    }

    private static func certificates(_ path: String) throws(Unusable) -> [NIOSSLCertificate] {
        do {
            let certificates = try NIOSSLCertificate.fromPEMFile(path)
            if !certificates.isEmpty { return certificates }
        } catch {}
        throw Unusable(description: "\(path.printable()) holds no certificate in PEM that can be read")
    }
}
