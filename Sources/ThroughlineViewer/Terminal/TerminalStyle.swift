/// How a piece of text looks: an ANSI "select graphic rendition" (ECMA-48, section 8.3.117).
enum TerminalStyle: Hashable {
    case plain
    case bold
    case dim
    case error
    case boldError
    case warning
    /// One of a few colours that tell services apart.
    case service(Int)

    private static let serviceCodes = ["36", "35", "34", "32", "33", "96", "95", "94", "92", "93"]

    func applied(to text: String) -> String {
        let code: String
        switch self {
        case .plain: return text
        case .bold: code = "1"
        case .dim: code = "2"
        case .error: code = "31"
        case .boldError: code = "1;31"
        case .warning: code = "33"
        case .service(let number): code = Self.serviceCodes[number % Self.serviceCodes.count]
        }
        return "\u{1B}[\(code)m\(text)\u{1B}[0m"
    }
}
