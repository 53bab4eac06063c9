import Crypto
import Foundation
import Hummingbird

/// From a body to a request that is good, or to what is wrong with it: by the place, and never by the value, which may be
/// secret.
enum RequestDecoding {
    static func decode<Payload: Decodable>(
        _ type: Payload.Type,
        from body: [UInt8],
        rejectsUnknownFields: Bool
    ) throws(Refusal) -> Payload {
        do {
            guard rejectsUnknownFields else { return try JSONDecoder().decode(type, from: Data(body)) }
            let fields = UnknownFields()
            let decoder = JSONDecoder()
            if let key = UnknownFields.key { decoder.userInfo[key] = fields }
            let payload = try decoder.decode(WatchedValue<Payload>.self, from: Data(body)).value
            if let field = fields.first { throw InvalidRequest("is not known", field: field) }
            return payload
        } catch {
            throw refusal(error)
        }
    }

    static func check(_ validate: () throws -> Void) throws(Refusal) {
        do { try validate() } catch { throw refusal(error) }
    }

    /// Equal requests have the same, whatever the order of their fields and the space in between.
    ///
    /// It is the body's, and not that of what was decoded: a `Set` is encoded in another order each time.
    static func digest(of body: [UInt8]) -> [UInt8] {
        let data = Data(body)
        // In an array, as a body may be text or a number.
        guard let value = try? [JSONSerialization.jsonObject(with: data, options: .fragmentsAllowed)],
            JSONSerialization.isValidJSONObject(value),
            let sorted = try? JSONSerialization.data(withJSONObject: value, options: .sortedKeys)
        else { return Array(SHA256.hash(data: data)) }
        return Array(SHA256.hash(data: sorted))
    }

    private static func refusal(_ error: any Error) -> Refusal {
        switch error {
        case let error as HTTPError: return .answered(error)
        case let error as InvalidRequest: return .invalid(describe(error.reason, at: error.field))
        case let error as DecodingError: return .invalid(reason(error))
        default: return .invalid("The request is not valid.")
        }
    }

    private static func reason(_ error: DecodingError) -> String {
        switch error {
        case .typeMismatch(let type, let context): describe("is not \(name(type))", at: path(context.codingPath))
        case .valueNotFound(let type, let context):
            describe("is null, where it has to be \(name(type))", at: path(context.codingPath))
        case .keyNotFound(let key, let context): describe("is missing", at: path(context.codingPath + [key]))
        case .dataCorrupted(let context) where context.codingPath.isEmpty:
            "The body is not JSON, or has a number that is too large."
        case .dataCorrupted(let context): describe("has a value that is not possible", at: path(context.codingPath))
        @unknown default: "The body does not fit."
        }
    }

    private static func describe(_ reason: String, at field: String?) -> String {
        guard let field, !field.isEmpty else { return "The body \(reason)." }
        // The names of fields may be the client's own.
        return "\(field.prefix(200)) \(reason)."
    }

    static func path(_ path: [any CodingKey]) -> String {
        path.map { $0.intValue.map(String.init) ?? $0.stringValue }.joined(separator: ".")
    }

    private static func name(_ type: Any.Type) -> String {
        if type is any BinaryInteger.Type { return "a whole number (\(type))" }
        if type is any BinaryFloatingPoint.Type { return "a number" }
        if type == String.self { return "text" }
        if type == Bool.self { return "true or false" }
        if "\(type)".hasPrefix("Array") { return "a list" }
        if "\(type)".hasPrefix("Dictionary") { return "an object" }
        return "of type \(type)"
    }
}
