import Foundation

/// Where the database is kept.
struct DatabaseFile {
    let path: String
    /// The directory that goes with the process, if nobody has named a file.
    private let temporaryDirectory: URL?

    /// - Parameter path: A file; without one, the database is as short-lived as the process.
    init(path: String?) throws {
        if let path {
            self.path = path
            temporaryDirectory = nil
        } else {
            let directory = FileManager.default.temporaryDirectory.appending(path: "shop-\(UUID())")
            try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: false)
            self.path = directory.appending(path: "shop.sqlite").path
            temporaryDirectory = directory
        }
    }

    /// Whether another path leads to the same file.
    func isSame(as other: String) -> Bool {
        URL(filePath: path).resolvingSymlinksInPath() == URL(filePath: other).resolvingSymlinksInPath()
    }

    func removeIfTemporary() {
        if let temporaryDirectory { try? FileManager.default.removeItem(at: temporaryDirectory) }
    }
}
