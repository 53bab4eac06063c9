import Foundation
import Testing

/// The built `throughline` command as a process of its own.
///
/// Its output is read, and its end waited for, on threads that do nothing else: what `Process` and `FileHandle` report
/// through handlers is now and then lost on Linux.
struct CommandProcess {
    let identifier: pid_t
    let output: AsyncStream<String>
    let errors: AsyncStream<String>
    private let exits: AsyncStream<Int32>

    init(_ arguments: String...) throws {
        try self.init(arguments)
    }

    init(_ arguments: [String]) throws {
        let executable = try #require(Self.executable, "throughline is built beside the tests")
        let output = try DescriptorPair()
        let errors = try DescriptorPair()
        identifier = try Self.spawn(executable.path, arguments, output: output, errors: errors)
        self.output = output.lines()
        self.errors = errors.lines()
        self.exits = Self.exit(of: identifier)
    }

    func send(_ signal: Int32) {
        kill(identifier, signal)
    }

    /// Waits for the end, and says how it was: the exit status, or -1 for the end by a signal.
    func exitStatus() async -> Int32? {
        await exits.first { _ in true }
    }

    private static var executable: URL? {
        let folders = [Bundle.main.bundleURL] + Bundle.allBundles.map { $0.bundleURL.deletingLastPathComponent() }
        return folders.map { $0.appendingPathComponent("throughline") }
            .first { FileManager.default.isExecutableFile(atPath: $0.path) }
    }

    private static func spawn(
        _ path: String,
        _ arguments: [String],
        output: DescriptorPair,
        errors: DescriptorPair
    ) throws -> pid_t {
        #if canImport(Darwin)
        var actions: posix_spawn_file_actions_t?
        #else
        var actions = posix_spawn_file_actions_t()
        #endif
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_adddup2(&actions, output.writing, STDOUT_FILENO)
        posix_spawn_file_actions_adddup2(&actions, errors.writing, STDERR_FILENO)
        var argv = ([path] + arguments).map { strdup($0) } + [nil]
        defer { for argument in argv { free(argument) } }
        var identifier: pid_t = 0
        let result = posix_spawn(&identifier, path, &actions, nil, &argv, environ)
        close(output.writing)
        close(errors.writing)
        try #require(result == 0)
        return identifier
    }

    private static func exit(of identifier: pid_t) -> AsyncStream<Int32> {
        let (exits, continuation) = AsyncStream.makeStream(of: Int32.self)
        Thread.detachNewThread {
            var status: Int32 = 0
            while waitpid(identifier, &status, 0) == -1, errno == EINTR {}
            // The lower seven bits are the signal that ended it.
            continuation.yield(status & 0x7F == 0 ? status >> 8 & 0xFF : -1)
            continuation.finish()
        }
        return exits
    }
}

/// A pipe, of which the writing end goes to another process.
private struct DescriptorPair {
    let reading: Int32
    let writing: Int32

    init() throws {
        var descriptors: [Int32] = [0, 0]
        try #require(pipe(&descriptors) == 0)
        // A process that is started meanwhile must not keep the pipe open.
        for descriptor in descriptors { _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC) }
        (reading, writing) = (descriptors[0], descriptors[1])
    }

    /// The lines that the process writes, until it ends.
    func lines() -> AsyncStream<String> {
        let (lines, continuation) = AsyncStream.makeStream(of: String.self)
        Thread.detachNewThread {
            var line: [UInt8] = []
            var buffer = [UInt8](repeating: 0, count: 4_096)
            while true {
                let count = read(reading, &buffer, buffer.count)
                if count < 0, errno == EINTR { continue }
                guard count > 0 else { break }
                for byte in buffer[..<count] {
                    if byte == 0x0A {
                        continuation.yield(String(decoding: line, as: UTF8.self))
                        line = []
                    } else {
                        line.append(byte)
                    }
                }
            }
            continuation.finish()
            close(reading)
        }
        return lines
    }
}
