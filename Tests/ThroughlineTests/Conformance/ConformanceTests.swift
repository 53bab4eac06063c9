import Foundation
import Testing

/// CONFORMANCE.md says what is true: every row of the matrix is there, and the tests that it names exist.
@Suite struct ConformanceTests {
    private struct Row {
        let name: String
        let proof: String
    }

    private static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()

    /// The rows of the tables, by the title above them.
    private static func tables() throws -> [String: [Row]] {
        let text = try String(contentsOf: root.appending(path: "CONFORMANCE.md"), encoding: .utf8)
        var tables: [String: [Row]] = [:]
        var section = ""
        for line in text.split(separator: "\n") {
            if line.hasPrefix("## ") { section = String(line.dropFirst(3)) }
            guard line.hasPrefix("| "), !line.hasPrefix("|---") else { continue }
            let cells = line.split(separator: "|", omittingEmptySubsequences: false).dropFirst().dropLast()
                .map { $0.trimmingCharacters(in: .whitespaces) }
            guard cells.count == 2, cells[0] != "row" else { continue }
            // The matrix marks rows that are optional; the tables may.
            let name = cells[0].hasSuffix(" (opt)") ? String(cells[0].dropLast(6)) : cells[0]
            tables[section.lowercased(), default: []].append(Row(name: name, proof: cells[1]))
        }
        return tables
    }

    /// The tests of all suites: `Suite.name`.
    private static func tests() throws -> Set<String> {
        var tests: Set<String> = []
        let folder = root.appending(path: "Tests")
        let files = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)
        for case let file as URL in files ?? .init() where file.pathExtension == "swift" {
            var suite = ""
            var isTest = false
            for line in try String(contentsOf: file, encoding: .utf8).split(separator: "\n") {
                if let name = Self.suite(line) { suite = name }
                isTest = isTest || line.contains("@Test")
                if isTest, let name = Self.function(line) {
                    tests.insert("\(suite).\(name)")
                    isTest = false
                }
            }
        }
        return tests
    }

    private static func suite(_ line: Substring) -> String? {
        // A suite stands at the beginning of its line, or of an extension of it.
        guard !line.hasPrefix(" "), let match = line.firstMatch(of: /(?:struct|class|extension|enum) (\w+)/) else {
            return nil
        }
        return String(match.1)
    }

    private static func function(_ line: Substring) -> String? {
        if let match = line.firstMatch(of: /func `([^`]+)`/) { return String(match.1) }
        return line.firstMatch(of: /func (\w+)/).map { String($0.1) }
    }

    @Test(arguments: ComplianceMatrix.sections.map(\.name))
    func `Every row of the matrix is there, once, and says something`(section: String) throws {
        let matrix = try #require(ComplianceMatrix.sections.first { $0.name == section })
        let rows = try #require(try Self.tables()[section.lowercased()], "CONFORMANCE.md has no section \(section)")
        #expect(rows.map(\.name) == matrix.rows.split(separator: "\n").map(String.init))
        for row in rows { #expect(row.proof.count > 3, "\(row.name)") }
    }

    @Test func `Every test that is named exists`() throws {
        let tests = try Self.tests()
        var named = 0
        for row in try Self.tables().values.joined() {
            for match in row.proof.matches(of: /`(\w+Tests)\.([^`]+?)(?:\([^)`]*\))?`/) {
                named += 1
                #expect(tests.contains("\(match.1).\(match.2)"), "\(row.name)")
            }
        }
        #expect(named > 50)
    }

    @Test func `A row without a test says why`() throws {
        for row in try Self.tables().values.joined() where !row.proof.contains("Tests.") {
            let reasons = ["open", "not offered", "does not apply", "swift", "docs/"]
            #expect(reasons.contains { row.proof.lowercased().contains($0) }, "\(row.name): \(row.proof)")
        }
    }
}
