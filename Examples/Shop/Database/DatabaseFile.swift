import Foundation

/// Where the database is kept.
struct DatabaseFile {
    let path: String
    private let isTemporary: Bool

    /// - Parameter path: A file; without one, the database is as short-lived as the process.
    init(path: String?) {
        isTemporary = path == nil
        self.path = path ?? FileManager.default.temporaryDirectory.appending(path: "shop-\(UUID()).sqlite").path
    }

    func removeIfTemporary() {
        guard isTemporary else { return }
        for suffix in ["", "-wal", "-shm"] { try? FileManager.default.removeItem(atPath: path + suffix) }
    }
}
