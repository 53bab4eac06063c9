public import ArgumentParser
public import ThroughlineViewer

/// Where a viewer keeps what it receives.
struct StoreOptions: ParsableArguments {
    @Option(
        name: .customLong("db"),
        help: ArgumentHelp("A file to keep everything in, instead of memory.", valueName: "file"),
        completion: .file()
    )
    var database: String?

    @Option(
        help: ArgumentHelp(
            "How much is kept; the oldest traces make room. (default: 512MB in memory, 2GB in a file)",
            valueName: "size"
        )
    )
    var limit: ByteCount?

    func open() throws(StoreError) -> TelemetryStore {
        var limits = TelemetryStore.Limits()
        limits.maxBytes = limit?.bytes
        return try TelemetryStore(path: database, limits: limits)
    }
}

/// A size: `500MB`, `2GiB`, or a number of bytes.
struct ByteCount: ExpressibleByArgument {
    let bytes: Int

    init?(argument: String) {
        let digits = argument.prefix { $0.isASCII && $0.isNumber }
        guard let number = Int(digits), number > 0 else { return nil }
        let units = [
            "": 1, "b": 1, "kb": 1 << 10, "kib": 1 << 10, "mb": 1 << 20, "mib": 1 << 20, "gb": 1 << 30, "gib": 1 << 30,
        ]
        guard let unit = units[argument.dropFirst(digits.count).drop { $0 == " " }.lowercased()] else { return nil }
        let (bytes, isTooMuch) = number.multipliedReportingOverflow(by: unit)
        guard !isTooMuch, bytes >= 1 << 20 else { return nil }
        self.bytes = bytes
    }
}
