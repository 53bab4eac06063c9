import ThroughlineHTTP

extension HTTPClientOptions {
    static func with(_ change: (inout HTTPClientOptions) -> Void) -> HTTPClientOptions {
        var options = HTTPClientOptions()
        change(&options)
        return options
    }
}
