import SpanRecording

/// Where a span was started.
enum SpanOrigin: Sendable {
    /// In user code, through the standard API.
    case code(function: String, fileID: String, line: UInt)
    /// In an instrumentation, which says who it is. Where in its source is of no use to anyone.
    case scope(SpanRecording.InstrumentationScope)

    /// The module of a `#fileID`, `Module/File.swift`.
    static func module(ofFileID fileID: String) -> Substring {
        fileID.prefix { $0 != "/" }
    }
}
