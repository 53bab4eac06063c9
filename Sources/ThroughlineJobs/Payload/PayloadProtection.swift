/// Who can forge a stored job, and who can read it.
public enum PayloadProtection: Sendable {
    /// A checksum only, which tells damage from what was written, but not forgery: whoever can write to the broker can have any
    /// registered job run with any arguments.
    case open
    /// HMAC-SHA256 over all of a job, with the first of the keys.
    case signed(PayloadKeys)
    /// Signed, and the payload and the kept result are encrypted (AES-GCM). What kind of job it is, its name, its group, its
    /// trace and the text of its last error stay in the open.
    case encrypted(PayloadKeys)

    var keys: PayloadKeys? {
        switch self {
        case .open: nil
        case .signed(let keys), .encrypted(let keys): keys
        }
    }

    var encrypts: Bool {
        if case .encrypted = self { true } else { false }
    }
}
