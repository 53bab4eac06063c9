import Foundation
import SemanticConventions
import Testing

@Suite struct ConventionalTypeTests {
    /// Beside the module's source, as whoever adds a key does not think of the table.
    @Test func everyAttributeThatIsNotTextIsInTheTable() throws {
        let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appending(path: "Sources/SemanticConventions")
        var count = 0
        for file in try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil) {
            var expected: ConventionalType?
            for line in try String(contentsOf: file, encoding: .utf8).split(separator: "\n") {
                if line.hasPrefix("extension AttributeKey where Value == ") {
                    let type = line.split(separator: " ")[5]
                    expected = type == "Int" ? .int : type == "Bool" ? .bool : type == "Double" ? .double : nil
                } else if line.hasPrefix("extension") {
                    expected = nil
                }
                guard let expected, line.contains("static var"),
                    let name = line.split(separator: "\"").dropFirst().first
                else { continue }
                #expect(ConventionalType.of(String(name)) == expected, "\(name)")
                count += 1
            }
        }
        #expect(count > 30)
        #expect(ConventionalType.of("http.request.method") == nil)
    }
}
