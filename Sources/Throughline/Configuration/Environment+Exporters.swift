extension Environment {
    /// A list of exporters, the same way for each signal: `none` beats all others, and what is not known is left out.
    ///
    /// - Parameters:
    ///   - name: The variable.
    ///   - offered: What can be named, in lower case.
    mutating func readExporters<Exporter: CustomStringConvertible>(
        _ name: String,
        into exporters: inout [Exporter],
        offered: [String: () -> Exporter]
    ) {
        let words = words(name)
        guard !words.isEmpty else { return }
        var chosen: [Exporter] = []
        for word in words where word != "none" {
            if let exporter = offered[word] {
                chosen.append(exporter())
            } else if Self.exportersElsewhere.contains(word) {
                warn(name, "names \(word), which is not offered in this version", using: "it is left out")
            } else {
                warn(name, "names \"\(word.printable())\", which is not known", using: "it is left out")
            }
        }
        if words.contains("none") {
            if words.count > 1 { warn(name, "names none beside others", using: "nothing is exported") }
            exporters = []
        } else if !chosen.isEmpty {
            exporters = chosen
        } else {
            let fallback = exporters.map(\.description).joined(separator: ", ")
            warn(name, "names nothing that is offered", using: "\(fallback) is used")
        }
    }

    /// Exporters that other SDKs have.
    private static let exportersElsewhere: Set<String> = ["zipkin", "jaeger", "logging", "prometheus"]
}
