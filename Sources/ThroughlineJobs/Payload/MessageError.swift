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
    /// The payload does not decode as the job's type.
    case undecodable(String)
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
