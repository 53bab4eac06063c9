import Foundation
import SemanticConventions
import Testing

/// Our names beside those of OpenTelemetry's own package for Python.
@Suite(.enabled(if: PythonProcess.isInstalled, "needs Scripts/setup-interop"))
struct ConventionTests {
    @Test func everyAttributeOfOursIsOneOfTheConvention() async throws {
        let conventional = try await Conventions()
        #expect(conventional.schema == semanticConventionsSchemaURL)
        let ours = try Self.attributesInSource()
        #expect(ours.count > 50)
        // A name of our own says so.
        let foreign = ours.filter { !$0.hasPrefix("throughline.") }
        #expect(foreign.subtracting(conventional.attributes) == [])
    }

    @Test func everyMetricOfOursIsAsTheConventionHasIt() async throws {
        let conventional = try await Conventions()
        for metric in MetricDescriptor.conventional.values where !metric.name.hasPrefix("throughline.") {
            let expected = try #require(conventional.metrics[metric.name], "\(metric.name) is not conventional")
            #expect(metric.unit == expected.unit, "\(metric.name)")
            #expect(metric.description == expected.description)
            #expect(metric.instrument.word == expected.instrument, "\(metric.name)")
        }
    }

    @Test(
        "The tables say of every attribute and metric whether it is there",
        arguments: [
            (
                ["HTTP.md", "HTTPClient.md"],
                ["http.", "url.", "network.", "server.", "client.", "user_agent.", "error."]
            ),
            (["SQL.md"], ["db.", "network.peer.", "server.", "error."]),
        ]
    )
    func tables(documents: [String], prefixes: [String]) async throws {
        let conventional = try await Conventions()
        let rows = try documents.flatMap { document in
            try String(contentsOf: PythonProcess.root.appending(path: "docs/\(document)"), encoding: .utf8)
                .split(separator: "\n").filter { $0.hasPrefix("|") }.map(String.init)
        }
        // Names of other systems, and of what these pages do not have.
        let names = (conventional.attributes.union(conventional.metrics.keys)).filter { name in
            prefixes.contains { name.hasPrefix($0) } && !Self.elsewhere.contains { name.hasPrefix($0) }
        }
        #expect(names.count > 12)
        for name in names.sorted() {
            #expect(rows.contains { $0.contains("`\(name)`") || $0.contains("`\(name).<") }, "\(name)")
        }
    }

    /// Attributes and metrics that no page for HTTP or databases has.
    private static let elsewhere = [
        "network.carrier", "network.connection", "network.interface", "network.io", "http.request.size",
        "http.response.size", "url.domain", "url.extension", "url.fragment", "url.original", "url.port",
        "url.registered_domain", "url.subdomain", "url.top_level_domain", "user_agent.name", "user_agent.os",
        "user_agent.version", "db.operation.parameter", "error.message",
    ]

    /// The names that `SemanticConventions` gives to attributes.
    private static func attributesInSource() throws -> Set<String> {
        let sources = PythonProcess.root.appending(path: "Sources/SemanticConventions")
        let files = try FileManager.default.contentsOfDirectory(at: sources, includingPropertiesForKeys: nil)
        return try files.reduce(into: []) { names, file in
            let text = try String(contentsOf: file, encoding: .utf8).replacing(/\/\/\/.*/, with: "")
            for match in text.matches(of: /Self \{ (?:Self\()?"([a-z_.]+?)\.?(?:\\\(.*)?"/) {
                names.insert(String(match.1))
            }
        }
    }
}

/// What the package for Python knows.
private struct Conventions {
    struct Metric {
        let unit: String
        let description: String
        let instrument: String
    }

    var schema = ""
    var attributes: Set<String> = []
    var metrics: [String: Metric] = [:]

    init() async throws {
        let process = try PythonProcess(script: "conventions.py")
        for await line in process.output {
            let entry = try JSONDecoder().decode([String: String].self, from: Data(line.utf8))
            if let name = entry["schema"] { schema = name }
            if let name = entry["attribute"] { attributes.insert(name) }
            if let name = entry["metric"] {
                metrics[name] = Metric(
                    unit: entry["unit"] ?? "",
                    description: entry["description"] ?? "",
                    instrument: entry["instrument"] ?? ""
                )
            }
        }
        #expect(metrics.count > 100)
    }
}

extension MetricDescriptor.Instrument {
    /// The instrument in the package's words.
    fileprivate var word: String {
        switch self {
        case .counter: "counter"
        case .upDownCounter: "up_down_counter"
        case .gauge: "gauge"
        case .histogram: "histogram"
        }
    }
}
