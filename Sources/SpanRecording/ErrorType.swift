/// What `error.type` and `exception.type` say of an error that has no better name.
public enum ErrorType {
    /// The error's type, fully qualified, such as `Swift.CancellationError`.
    ///
    /// For a type that is private, or local to a function, Swift's own name has an address in it, which differs in every run of
    /// the program; it is left out.
    public static func name(of error: any Error) -> String {
        let name = String(reflecting: type(of: error))
        guard name.utf8.contains(UInt8(ascii: "(")) else { return name }
        var short = ""
        var rest = name[...]
        while let context = rest.firstRange(of: "(unknown context at $"),
            let end = rest[context.upperBound...].firstRange(of: ").")
        {
            short += rest[..<context.lowerBound]
            rest = rest[end.upperBound...]
        }
        return short + rest
    }
}
