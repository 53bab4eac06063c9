import Foundation
import Logging
import TestSupport
import Testing
import Tracing

@testable import Throughline

/// Files that cannot be used: the defaults hold, with one clear error, and nothing traps or takes long.
@Suite(.timeLimit(.minutes(5))) struct BrokenFileTests {
    private func withFile(_ contents: Data, _ body: (String) throws -> Void) throws {
        let file = FileManager.default.temporaryDirectory.appending(path: "\(UUID()).yaml")
        try contents.write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        try body(file.path)
    }

    private func expectDefaults(_ path: String, _ problem: String) {
        let configuration = Configuration.fromFile(path, environment: [:])
        #expect(configuration.warnings.map(\.isError) == [true])
        #expect(configuration.warnings.first?.problem.contains(problem) == true, "\(configuration.warnings)")
        #expect(configuration.warnings.first?.fallback == "the defaults are used")
        #expect(configuration.description == Configuration().description)
    }

    @Test func `There is none`() {
        expectDefaults("/nowhere/otel.yaml", "cannot be read: No such file or directory")
    }

    @Test func `It is a directory`() {
        expectDefaults(FileManager.default.temporaryDirectory.path, "is not a file")
    }

    @Test func `It is a device that has no end`() {
        expectDefaults("/dev/zero", "is not a file")
    }

    @Test func `It is very large`() throws {
        let file = FileManager.default.temporaryDirectory.appending(path: "\(UUID()).yaml")
        try #require(FileManager.default.createFile(atPath: file.path, contents: nil))
        defer { try? FileManager.default.removeItem(at: file) }
        let handle = try FileHandle(forWritingTo: file)
        try handle.truncate(atOffset: 100 << 20)
        try handle.close()
        expectDefaults(file.path, "is larger than 1 MiB")
    }

    @Test func `It is not text`() throws {
        try withFile(Data([0x61, 0x3A, 0xFF, 0xFE])) { expectDefaults($0, "is not text in UTF-8") }
    }

    @Test(arguments: [
        ("", "is empty"), ("# nothing\n", "is empty"), ("- a\n- b\n", "holds no mapping"), ("text", "holds no mapping"),
        ("a: 1\nb: [1,\n", "is not YAML"), ("a: 1\n\tb: 2\n", "line 2 is not YAML"),
        ("a: 1\na: 2\n", "line 1 has a mapping with the same key twice"),
        ("a: 1\n---\nb: 2\n", "is not YAML"), ("a: *missing\n", "line 1 is not YAML"),
        ("a: &a [*a]\n", "line 1 is not YAML"),
        ("? [a]\n: 1\n", "line 1 has a key that is not plain text"),
        ("[a, b]: 1\n", "line 1 has a key that is not plain text"),
        ("a: &a b\n*a : 1\n", "line 2 has a key that is not plain text"),
        ("a: ${1BAD}\ndisabled: ${2BAD}\n", "line 2 has a reference to the environment that is none"),
        ("\u{0}", "is not YAML"), ("%YAML 9.9\n---\na: 1", "is not YAML"),
    ])
    func `It is not what it should be`(text: String, problem: String) throws {
        try withFile(Data(text.utf8)) { expectDefaults($0, problem) }
    }

    @Test func `Levels without end`() throws {
        let count = 100_000
        for text in [
            String(repeating: "[", count: count), String(repeating: "- ", count: count),
            String(repeating: "{a: ", count: count), String(repeating: "? ", count: count),
            (0..<300).map { String(repeating: " ", count: $0) + "a:\n" }.joined(),
        ] {
            try withFile(Data(text.utf8)) { expectDefaults($0, "is nested too deeply") }
        }
    }

    @Test func `Comments and blank lines nest nothing, however far they are indented`() throws {
        let far = String(repeating: " ", count: 200)
        let text = "file_format: \"1.0\"\n\(far)\ndisabled: true\(far)# this\n\(far)# and that: [[\n\(far)\n"
        let configuration = try ConfigurationFileTests.read(text)
        #expect(!configuration.isEnabled)
        #expect(configuration.warnings.isEmpty)
    }

    @Test func `Anchors that make billions of few`() throws {
        let names = "abcdefghi"
        var lists = "a: &a [x,x,x,x,x,x,x,x,x]\n"
        for (name, previous) in zip(names.dropFirst(), names) {
            lists += "\(name): &\(name) [" + Array(repeating: "*\(previous)", count: 9).joined(separator: ",") + "]\n"
        }
        try withFile(Data(lists.utf8)) { expectDefaults($0, "refers to anchors more than 64 times") }
        var fewer = "a: &a [x,x,x]\n"
        for index in 1...20 {
            fewer +=
                "a\(index): &a\(index) [*a\(index == 1 ? "" : "\(index - 1)"), *a\(index == 1 ? "" : "\(index - 1)"), *a\(index == 1 ? "" : "\(index - 1)")]\n"
        }
        try withFile(Data(fewer.utf8)) { expectDefaults($0, "holds more values than any configuration has") }
    }

    @Test func `The environment names it, and its other variables do not count`() throws {
        try withFile(
            Data("file_format: \"1.0\"\nresource: {attributes: [{name: service.name, value: \"${NAME}\"}]}".utf8)
        ) { path in
            let variables = [
                "OTEL_CONFIG_FILE": path, "OTEL_SERVICE_NAME": "other", "OTEL_BSP_MAX_QUEUE_SIZE": "x", "NAME": "shop",
            ]
            let configuration = Configuration.fromEnvironment(variables)
            #expect(configuration.serviceName == "shop")
            #expect(configuration.warnings.isEmpty)

            let old = Configuration.fromEnvironment(["OTEL_EXPERIMENTAL_CONFIG_FILE": path, "NAME": "shop"])
            #expect(old.serviceName == "shop")
            #expect(old.warnings.map(\.setting) == ["OTEL_EXPERIMENTAL_CONFIG_FILE"])
        }
    }

    @Test func `A broken one is said once, as an error, and the application starts`() async {
        let recorder = LogRecorder()
        let configuration = Configuration.fromEnvironment(["OTEL_CONFIG_FILE": "/nowhere/otel.yaml"])
        let telemetry = Telemetry(configuration: configuration, logger: recorder.logger)
        telemetry.tracer.startSpan("work", context: .topLevel).end()
        await telemetry.shutdown()
        #expect(recorder.messages.filter { $0.contains("/nowhere/otel.yaml") }.count == 1)
    }
}
