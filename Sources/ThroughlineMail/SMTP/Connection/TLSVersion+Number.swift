import NIOSSL

extension TLSVersion {
    /// As spans have it, such as `1.3`.
    var number: String {
        switch self {
        case .tlsv1: "1.0"
        case .tlsv11: "1.1"
        case .tlsv12: "1.2"
        case .tlsv13: "1.3"
        }
    }
}
