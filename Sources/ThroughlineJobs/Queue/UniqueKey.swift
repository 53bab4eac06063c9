import Crypto
import WireText

/// What a broker tells jobs apart by that must be unique. Each kind has a name of its own and the type its length before it,
/// so that no two different things have the same key.
enum UniqueKey {
    static func key(_ key: String, of type: String) -> String {
        // A text ends there in SQLite.
        guard !key.utf8.contains(0) else { return "digest:\(prefixed(type)):\(digest(Array(key.utf8)))" }
        return "key:\(prefixed(type)):\(key)"
    }

    static func arguments(_ payload: [UInt8], of type: String) -> String {
        "arguments:\(prefixed(type)):\(digest(payload))"
    }

    static func schedule(_ name: String) -> String { "schedule:\(name)" }

    private static func digest(_ bytes: [UInt8]) -> String { SHA256.hash(data: bytes).hexadecimal }

    private static func prefixed(_ type: String) -> String { "\(type.utf8.count):\(type)" }
}
