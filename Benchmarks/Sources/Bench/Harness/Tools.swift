import Foundation

/// What other people's programs are run with, as `Scripts/setup-bench` has installed it.
enum Tools {
    /// The package that this is.
    static let package = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    /// Where the tools are, and what measurements write.
    static let folder = package.appendingPathComponent(".tools")

    /// A folder for a measurement's files, in the checkout: one for temporary files may be in memory.
    static func makeFolder(_ name: String) throws -> URL {
        let folder = folder.appendingPathComponent("\(name)-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        return folder
    }

    /// What a row says whose tool is missing.
    static func missing(_ tool: String) -> String { "needs \(tool) (Scripts/setup-bench)" }
}

/// The measurements of what is written in Python, in the folder `Python`.
enum Python {
    /// The interpreter that has the packages; `nil` where it is missing.
    static let executable: URL? = {
        let url = Tools.folder.appendingPathComponent("venv/bin/python")
        return FileManager.default.isExecutableFile(atPath: url.path) ? url : nil
    }()

    static func start(_ script: String, _ arguments: [String]) throws -> Child? {
        guard let executable else { return nil }
        return try Child(executable, [Tools.package.appendingPathComponent("Python/\(script)").path] + arguments)
    }

    /// The numbers that a script prints; `nil` where there is no Python to run it.
    static func measure(_ script: String, _ arguments: [String]) throws -> [String: Double]? {
        try start(script, arguments)?.numbers()
    }
}
