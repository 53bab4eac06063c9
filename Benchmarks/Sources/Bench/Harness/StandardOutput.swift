import Foundation

/// Standard output, a line at a time, without waiting for a buffer to fill.
enum StandardOutput {
    static func say(_ line: String) {
        // Whoever reads may be gone, which is no reason to trap.
        try? FileHandle.standardOutput.write(contentsOf: Data("\(line)\n".utf8))
    }
}
