import Crypto
import WireText

/// In which order entries are processed.
public struct ProcessingOrder<Message: Sendable>: Sendable {
    let key: @Sendable (Message) -> String?

    /// Several at once, in no order.
    public static var parallel: Self { Self { _ in nil } }

    /// One after the other, in the order in which they were accepted. One that fails holds the others up until it has succeeded,
    /// or is in the error queue.
    public static var sequential: Self { Self { _ in "*" } }

    /// One after the other where they have the same key, and several of different keys at once. What has no key is in no order.
    public static func key(_ key: @escaping @Sendable (Message) -> String?) -> Self {
        Self { message in key(message).map { "=" + OrderingKey.shortened($0) } }
    }
}

enum OrderingKey {
    /// A key as it is, or its digest where it is long, or has a NUL, at which a text ends in SQLite.
    static func shortened(_ key: String) -> String {
        guard key.utf8.count > 200 || key.utf8.contains(0) else { return key }
        return "sha256:" + SHA256.hash(data: Array(key.utf8)).hexadecimal
    }
}
