import Foundation
import Testing

@testable import Throughline

@Suite struct ProcessUsageTests {
    #if os(Linux)
    @Test func `It is what the system says of this process`() throws {
        let usage = ProcessUsage.current()
        let status = try String(contentsOfFile: "/proc/self/status", encoding: .utf8)
        func kibibytes(_ name: String) -> Int? {
            let line = status.split(separator: "\n").first { $0.hasPrefix(name + ":") }
            return line?.split(whereSeparator: \.isWhitespace).dropFirst().first.flatMap { Int($0) }
        }
        // Other tests of this process run meanwhile.
        let resident = try #require(kibibytes("VmRSS"))
        let ours = try #require(usage.residentMemory) / 1_024
        #expect((resident / 2...resident * 2).contains(ours))
        let virtual = try #require(usage.virtualMemory)
        #expect(virtual >= ours)
        #expect(try #require(usage.threads) >= 1)
        #expect(try #require(usage.fileDescriptors) >= 3)
        #expect(try #require(usage.uptime) > 0)
        #expect(try #require(usage.userTime) > 0)
        #expect(try #require(usage.minorFaults) > 0)
    }
    #endif

    @Test func `What the system does not say is left out`() {
        let usage = ProcessUsage.current(folder: "/nowhere")
        #expect(usage.residentMemory == nil && usage.threads == nil && usage.uptime == nil)
        #expect(usage.fileDescriptors == nil)
        #expect(usage.userTime != nil)
    }

    @Test(arguments: ["", "x", "1 (a) b) S", "1 (a", "1 2\n", "9223372036854775807 1", "-1 -2 -3", "1 () R 1 1 1"])
    func `What makes no sense does no harm`(text: String) throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "\(UUID())")
        try FileManager.default.createDirectory(at: folder.appending(path: "self"), withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        for name in ["self/stat", "self/statm", "uptime"] {
            try Data(text.utf8).write(to: folder.appending(path: name))
        }
        #expect(ProcessUsage.current(folder: folder.path).threads == nil)
    }
}
