/// What is remembered of a statement's text: what its spans are made of.
final class KnownStatement: Sendable {
    let summary: String?

    private let isParameterised: Bool
    /// The recorded texts and the calls: where values come beside the text, and where they do not.
    private let verbatim: (text: String?, call: DatabaseCall)
    private let sanitized: (text: String?, call: DatabaseCall)

    init(_ text: QueryText, in database: TracedDatabase) {
        func known(_ recorded: String?) -> (String?, DatabaseCall) {
            (recorded, CallDescription(summary: text.summary, text: recorded).call(in: database))
        }
        let recording = database.options.queryText
        summary = text.summary
        isParameterised = text.isParameterised
        sanitized = known(text.recorded(as: recording, isParameterised: false))
        let recorded = text.recorded(as: recording, isParameterised: true)
        verbatim = recorded == sanitized.text ? sanitized : known(recorded)
    }

    /// The call, and the text that is recorded of it.
    ///
    /// - Parameter isParameterised: `nil` where the text tells.
    func call(isParameterised: Bool?) -> (text: String?, call: DatabaseCall) {
        isParameterised ?? self.isParameterised ? verbatim : sanitized
    }
}
