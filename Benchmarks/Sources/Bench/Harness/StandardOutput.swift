import Foundation

/// Standard output, a line at a time, without waiting for a buffer to fill.
enum StandardOutput {
    static func say(_ line: String) {
        FileHandle.standardOutput.write(Data("\(line)\n".utf8))
    }
}
