import Foundation
import Logging
package import ThroughlineJobs

#if PostgreSQL
import ThroughlineJobsPostgres
#endif

/// A broker that processes share, by a file's path or a URL.
package func openBroker(_ address: String) throws -> any Broker {
    #if PostgreSQL
    if address.hasPrefix("postgres://") {
        var options = PostgresBroker.Options()
        options.callTimeout = .seconds(5)
        options.logger = Logger(label: "broker") { _ in SwiftLogNoOpLogHandler() }
        return try PostgresBroker(url: address, options: options)
    }
    #endif
    return try SQLiteBroker(path: address)
}
