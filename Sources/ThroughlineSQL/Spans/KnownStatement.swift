/// What is remembered of a statement's text: what its spans are made of.
final class KnownStatement: Sendable {
    let summary: String?
    let hasPlaceholders: Bool

    /// The recorded texts and the calls: with the text as it is where its values come beside it, and without literals.
    private let verbatim: (text: String?, call: DatabaseCall)
    private let sanitized: (text: String?, call: DatabaseCall)

    init(_ text: QueryText, in database: TracedDatabase) {
        func known(_ recorded: String?) -> (String?, DatabaseCall) {
            (recorded, CallDescription(summary: text.summary, text: recorded).call(in: database))
        }
        let recording = database.options.queryText
        summary = text.summary
        hasPlaceholders = text.hasPlaceholders
        sanitized = known(recording == .none ? nil : text.sanitized)
        if recording == .conventional, text.verbatim != text.sanitized {
            verbatim = known(text.verbatim)
        } else {
            verbatim = sanitized
        }
    }

    /// The call, and the text that is recorded of it.
    ///
    /// - Parameter isParameterised: `nil` where the placeholders tell.
    func call(isParameterised: Bool?) -> (text: String?, call: DatabaseCall) {
        isParameterised ?? hasPlaceholders ? verbatim : sanitized
    }
}
