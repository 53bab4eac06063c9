import SpanRecording

/// Why a stored job cannot be run. Such a job goes to the dead letters; it never stops a worker.
public enum MessageError: Error, Hashable {
    /// The bytes are not what this module writes.
    case malformed
    /// The bytes were changed, belong to another job, or were signed with a key that is not the one of that name.
    case badSignature
    /// The job was signed with a key that this queue does not have.
    case unknownKey(String)
    /// The job is not signed, and this queue has keys.
    case unsigned
    /// The payload is encrypted, and could not be decrypted.
    case undecryptable
    /// No job type of that name was handed to the worker.
    case unknownJob(String)
    /// The payload does not decode as the job's type: which kind of error, and where.
    case undecodable(String)
}

extension MessageError {
    /// Where a payload does not fit, without what it says there: that may be secret, and an error's text is stored and logged.
    static func undecodable(_ error: any Error) -> Self {
        guard let error = error as? DecodingError else { return .undecodable(ErrorType.name(of: error)) }
        let (kind, context) =
            switch error {
            case .typeMismatch(let type, let context): ("not of type \(type)", context)
            case .valueNotFound(let type, let context): ("no \(type)", context)
            case .keyNotFound(let key, let context): ("no key \(key.stringValue)", context)
            case .dataCorrupted(let context): ("data corrupted", context)
            @unknown default: ("decoding error", DecodingError.Context(codingPath: [], debugDescription: ""))
            }
        let path = context.codingPath.map { $0.intValue.map(String.init) ?? $0.stringValue }.joined(separator: ".")
        return .undecodable(path.isEmpty ? kind : "\(kind) at \(path)")
    }
}

extension MessageError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .malformed: "the stored job is malformed"
        case .badSignature: "the stored job's signature is not right"
        case .unknownKey(let name): "the stored job is signed with a key that is not known: \(name)"
        case .unsigned: "the stored job is not signed"
        case .undecryptable: "the stored job's payload cannot be decrypted"
        case .unknownJob(let name): "no job type is registered as \(name)"
        case .undecodable(let reason): "the payload does not decode: \(reason)"
        }
    }
}
