extension TraceContextCase {
    private static let rest = "\(traceID)-\(parentID)"

    /// `traceparent`, by W3C Trace Context, sections 3.2 and 4.
    static let traceParents: [Self] = names + versions + ids + flags + whiteSpace

    private static let names: [Self] = [
        .restarts("no traceparent"),
        .continues("traceparent alone", "traceparent: 00-\(rest)-01"),
        .continues("Traceparent in mixed case", "TraceParent: 00-\(rest)-01"),
        .continues("traceparent in alternating case", "TrAcEpArEnT: 00-\(rest)-01"),
        .continues("TRACEPARENT in upper case", "TRACEPARENT: 00-\(rest)-01"),
        .restarts("trace-parent, another name", "trace-parent: 00-\(rest)-01"),
        .restarts("trace.parent, another name", "trace.parent: 00-\(rest)-01"),
        .restarts("trace_parent, another name", "trace_parent: 00-\(rest)-01"),
        .restarts(
            "two traceparents",
            "traceparent: 00-\(rest)-01",
            "traceparent: 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
        ),
        .restarts("the same traceparent twice", "traceparent: 00-\(rest)-01", "TraceParent: 00-\(rest)-01"),
        .restarts("a good traceparent, and a bad one", "traceparent: 00-\(rest)-01", "traceparent: nonsense"),
        .restarts("a good traceparent, and an empty one", "traceparent: 00-\(rest)-01", "traceparent:"),
        .restarts("two in one header", "traceparent: 00-\(rest)-01,00-\(rest)-01"),
        .restarts("an empty traceparent", "traceparent:"),
    ]

    private static let versions: [Self] = [
        .restarts("version 00 with a character more", "traceparent: 00-\(rest)-01."),
        .restarts("version 00 with a hyphen more", "traceparent: 00-\(rest)-01-"),
        .restarts("version 00 with a field more", "traceparent: 00-\(rest)-01-what-the-future-brings"),
        .continues("version 01", "traceparent: 01-\(rest)-01"),
        .continues("version cc", "traceparent: cc-\(rest)-01"),
        .continues("version cc with fields more", "traceparent: cc-\(rest)-01-what-the-future-brings"),
        .continues("version cc with an empty field more", "traceparent: cc-\(rest)-01-"),
        .continues("version fe with fields of any form", "traceparent: fe-\(rest)-01-ÄÖÜ,;=\u{20}x"),
        .restarts(
            "version cc, the flags followed by something else",
            "traceparent: cc-\(rest)-01.what-the-future-brings"
        ),
        .restarts("version cc, too short", "traceparent: cc-\(rest)-0"),
        .restarts("version ff", "traceparent: ff-\(rest)-01"),
        .restarts("version ff with fields more", "traceparent: ff-\(rest)-01-00"),
        .restarts("version in upper case", "traceparent: CC-\(rest)-01"),
        .restarts("version with an illegal first character", "traceparent: .0-\(rest)-01"),
        .restarts("version with an illegal second character", "traceparent: 0.-\(rest)-01"),
        .restarts("version of three digits", "traceparent: 000-\(rest)-01"),
        .restarts("version of four digits", "traceparent: 0000-\(rest)-01"),
        .restarts("version of one digit", "traceparent: 0-\(rest)-01"),
        .restarts("version missing", "traceparent: \(rest)-01"),
    ]

    private static let ids: [Self] = [
        .restarts("trace id of zeros", "traceparent: 00-\(String(repeating: "0", count: 32))-\(parentID)-01"),
        .restarts("trace id beginning illegally", "traceparent: 00-.\(traceID.dropFirst())-\(parentID)-01"),
        .restarts("trace id ending illegally", "traceparent: 00-\(traceID.dropLast()).-\(parentID)-01"),
        .restarts("trace id with a letter behind f", "traceparent: 00-\(traceID.dropLast())g-\(parentID)-01"),
        .restarts("trace id in upper case", "traceparent: 00-\(traceID.uppercased())-\(parentID)-01"),
        .restarts("trace id too long", "traceparent: 00-\(traceID)0-\(parentID)-01"),
        .restarts("trace id too short", "traceparent: 00-\(traceID.dropLast())-\(parentID)-01"),
        .restarts("trace id of wide digits", "traceparent: 00-\(String(repeating: "１", count: 32))-\(parentID)-01"),
        .restarts("parent id of zeros", "traceparent: 00-\(traceID)-0000000000000000-01"),
        .restarts("parent id beginning illegally", "traceparent: 00-\(traceID)-.\(parentID.dropFirst())-01"),
        .restarts("parent id ending illegally", "traceparent: 00-\(traceID)-\(parentID.dropLast()).-01"),
        .restarts("parent id in upper case", "traceparent: 00-\(traceID)-\(parentID.uppercased())-01"),
        .restarts("parent id too long", "traceparent: 00-\(traceID)-\(parentID)0-01"),
        .restarts("parent id too short", "traceparent: 00-\(traceID)-\(parentID.dropLast())-01"),
        .restarts("other separators", "traceparent: 00_\(traceID)_\(parentID)_01"),
    ]

    private static let flags: [Self] = [
        .continues("not sampled", "traceparent: 00-\(rest)-00", flags: "00"),
        .continues("a random trace id", "traceparent: 00-\(rest)-03", flags: "03"),
        .continues("a random trace id, not sampled", "traceparent: 00-\(rest)-02", flags: "02"),
        .continues("flags that are not known are not passed on", "traceparent: 00-\(rest)-ff", flags: "03"),
        .continues("nor are those of a later version", "traceparent: cc-\(rest)-f9", flags: "01"),
        .restarts("flags beginning illegally", "traceparent: 00-\(rest)-.0"),
        .restarts("flags ending illegally", "traceparent: 00-\(rest)-0."),
        .restarts("flags in upper case", "traceparent: 00-\(rest)-0B"),
        .restarts("flags of three digits", "traceparent: 00-\(rest)-001"),
        .restarts("flags of one digit", "traceparent: 00-\(rest)-1"),
        .restarts("flags missing", "traceparent: 00-\(rest)-"),
        .restarts("flags and hyphen missing", "traceparent: 00-\(rest)"),
    ]

    private static let whiteSpace: [Self] = [
        .continues("no white space", "traceparent:00-\(rest)-01"),
        .continues("spaces in front", "traceparent:   00-\(rest)-01"),
        .continues("a tab in front", "traceparent:\t00-\(rest)-01"),
        .continues("a space behind", "traceparent: 00-\(rest)-01 "),
        .continues("a tab behind", "traceparent: 00-\(rest)-01\t"),
        .continues("both on both sides", "traceparent: \t 00-\(rest)-01 \t"),
        .restarts("white space within", "traceparent: 00-\(traceID) -\(parentID)-01"),
        .restarts("a no-break space in front", "traceparent: \u{a0}00-\(rest)-01"),
    ]
}
