import Crypto

/// What a broker tells jobs apart by that must be unique. Each kind has a name of its own and the type its length before it,
/// so that no two different things have the same key.
enum UniqueKey {
    static func key(_ key: String, of type: String) -> String { "key:\(prefixed(type)):\(key)" }

    static func arguments(_ payload: [UInt8], of type: String) -> String {
        let digest = SHA256.hash(data: payload).map { byte in
            byte < 16 ? "0" + String(byte, radix: 16) : String(byte, radix: 16)
        }
        return "arguments:\(prefixed(type)):\(digest.joined())"
    }

    static func schedule(_ name: String) -> String { "schedule:\(name)" }

    private static func prefixed(_ type: String) -> String { "\(type.utf8.count):\(type)" }
}
