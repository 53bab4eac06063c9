/// A part of the index: the values of ``capacity`` spans or log records, each with the rows that have it.
enum Segment {
    /// The most rows. Few enough that to write a full one, or to read the rows of the one in memory anew, takes some
    /// hundredths of a second; enough that a million spans are only some dozens.
    static let capacity = 16_384

    /// As many bytes of text as make a segment full before it has its rows: it is in memory until then.
    static let maxTextSize = 64 << 20

    /// The most keys of attributes that a segment tells apart; what is said under any more is found as text only.
    static let maxKeys = 1_024

    /// What a segment holds.
    enum Signal: Int, CaseIterable {
        case spans = 0
        case logs = 1
    }
}

/// A key by its number: one of those below, or an attribute's, as `name` has it.
struct FieldKey: Hashable {
    let number: Int

    // What each row has: numbers of 8 bytes, one after the other.
    /// `span.id`, or `log.id`.
    static let record = FieldKey(number: 1)
    /// The trace of a log record.
    static let trace = FieldKey(number: 2)
    /// The span's own id.
    static let span = FieldKey(number: 3)
    /// When the span began, or the log record was written.
    static let time = FieldKey(number: 4)
    static let duration = FieldKey(number: 5)

    // What is found by its value: ``FieldData``.
    static let origin = FieldKey(number: 16)
    static let name = FieldKey(number: 17)
    static let kind = FieldKey(number: 18)
    static let status = FieldKey(number: 19)
    static let statusMessage = FieldKey(number: 20)
    static let event = FieldKey(number: 21)
    static let body = FieldKey(number: 22)
    static let severity = FieldKey(number: 23)
    /// What a span is counted under in the list of routes: service, kind and route. Not found as text.
    static let route = FieldKey(number: 24)
    /// Who spoke to whom: see ``ServiceEdge``. Not found as text.
    static let edge = FieldKey(number: 25)
    /// `key=value` of keys beyond ``Segment/maxKeys``.
    static let others = FieldKey(number: 26)

    /// The range of a severity, by its name. Not found as text.
    static let severityName = FieldKey(number: 27)

    static let firstAttribute = 64

    /// An attribute's key.
    init(name: Int) { number = Self.firstAttribute + name }
    init(number: Int) { self.number = number }

    /// The number in `name`, of an attribute's key.
    var name: Int? { number >= Self.firstAttribute ? number - Self.firstAttribute : nil }

    /// Whether each row has a number, and not some rows values.
    var isColumn: Bool { number < Self.origin.number }

    /// Whether people find the values as text.
    var isText: Bool { name != nil || [Self.name, .statusMessage, .event, .body, .others].contains(self) }
}
