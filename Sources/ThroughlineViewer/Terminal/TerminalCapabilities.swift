#if canImport(Darwin)
import Darwin
#elseif canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

extension TraceRenderer.Options {
    /// The width used where there is no terminal to ask.
    public static let defaultWidth = 100

    /// Options that suit a terminal, or a file.
    ///
    /// Colours are for terminals only, and not for those whose user has set `NO_COLOR` (no-color.org) or a `TERM` that
    /// knows none.
    /// - Parameters:
    ///   - isTerminal: whether the text goes to a terminal.
    ///   - columns: the terminal's width, where it is known.
    ///   - environment: a process's environment.
    public init(isTerminal: Bool, columns: Int?, environment: [String: String]) {
        let wantsNoColor = !(environment["NO_COLOR"] ?? "").isEmpty || environment["TERM"] == "dumb"
        let width = columns ?? environment["COLUMNS"].flatMap { Int($0) } ?? Self.defaultWidth
        self.init(
            // A tree that is torn apart over a very wide window is hard to follow.
            width: min(width > 0 ? width : Self.defaultWidth, 160),
            isColored: isTerminal && !wantsNoColor
        )
    }

    /// Options that suit this process's standard output.
    ///
    /// - Parameter environment: the process's environment.
    public static func standardOutput(environment: [String: String]) -> Self {
        var size = winsize()
        let isTerminal = isatty(STDOUT_FILENO) == 1
        let isKnown = isTerminal && ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 0
        return Self(
            isTerminal: isTerminal,
            columns: isKnown ? Int(size.ws_col) : nil,
            environment: environment
        )
    }
}
