import Foundation

enum WorkerName {
    static let host = ProcessInfo.processInfo.hostName

    static func make() -> String {
        let suffix = String(UInt32.random(in: .min ... .max), radix: 16)
        return "\(host):\(ProcessInfo.processInfo.processIdentifier):\(suffix)"
    }
}
