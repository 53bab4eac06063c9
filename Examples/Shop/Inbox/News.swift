/// What a partner is told.
struct News: Codable, Sendable {
    let kind: String
    let key: String
}
