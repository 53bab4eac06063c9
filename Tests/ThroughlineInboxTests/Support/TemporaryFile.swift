import Foundation

/// Files of this test run, in a folder that is removed when the process ends.
enum TemporaryFile {
    private static let folder: URL = {
        let folder = FileManager.default.temporaryDirectory.appending(path: "throughline-inbox-\(UUID().uuidString)")
        try? FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        atexit { TemporaryFile.remove() }
        return folder
    }()

    static func path(_ suffix: String = ".sqlite") -> String {
        folder.appending(path: UUID().uuidString + suffix).path(percentEncoded: false)
    }

    private static func remove() {
        try? FileManager.default.removeItem(at: folder)
    }
}
