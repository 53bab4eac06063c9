package import ThroughlineHTTP

extension HTTPClientOptions {
    package static func with(_ change: (inout HTTPClientOptions) -> Void) -> HTTPClientOptions {
        var options = HTTPClientOptions()
        change(&options)
        return options
    }
}
