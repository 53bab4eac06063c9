import Foundation

/// The user's browser.
enum Browser {
    /// - Returns: Whether there is a program that opens URLs.
    static func open(_ url: String) -> Bool {
        #if os(macOS)
        let programs = ["/usr/bin/open"]
        #else
        let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
        let programs = path.split(separator: ":").map { "\($0)/xdg-open" }
        #endif
        guard let program = programs.first(where: FileManager.default.isExecutableFile) else { return false }
        let process = Process()
        process.executableURL = URL(filePath: program)
        process.arguments = [url]
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        return (try? process.run()) != nil
    }
}
