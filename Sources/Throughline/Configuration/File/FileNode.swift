/// A value as it stands in a configuration file.
indirect enum FileNode {
    /// Whether it stands there without quotes.
    case scalar(String, isPlain: Bool, line: Int)
    case sequence([FileNode], line: Int)
    case mapping([Member], line: Int)

    struct Member {
        /// `nil` for a key that is not text.
        let name: String?
        let line: Int
        let value: FileNode
    }

    /// From 1.
    var line: Int {
        switch self {
        case .scalar(_, _, let line), .sequence(_, let line), .mapping(_, let line): line
        }
    }
}
