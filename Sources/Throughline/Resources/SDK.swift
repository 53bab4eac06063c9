/// What this SDK calls itself.
enum SDK {
    /// The value of `telemetry.sdk.name`.
    static let name = "throughline"

    /// The value of `telemetry.sdk.version`, and the version in the user agent.
    static let version = "0.1.0"

    /// The value of `os.type`, as the semantic conventions spell it.
    static var operatingSystem: String? {
        #if os(Linux)
        "linux"
        #elseif os(macOS) || os(iOS) || os(tvOS) || os(watchOS) || os(visionOS)
        "darwin"
        #elseif os(Windows)
        "windows"
        #elseif os(FreeBSD)
        "freebsd"
        #else
        nil
        #endif
    }
}
