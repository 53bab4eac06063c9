import Foundation

/// The arguments of one call of `posix_spawn`.
struct Spawn {
    #if canImport(Darwin)
    private var files: posix_spawn_file_actions_t?
    private var attributes: posix_spawnattr_t?
    #else
    private var files = posix_spawn_file_actions_t()
    private var attributes = posix_spawnattr_t()
    #endif

    init() {
        posix_spawn_file_actions_init(&files)
        posix_spawnattr_init(&attributes)
    }

    mutating func free() {
        posix_spawn_file_actions_destroy(&files)
        posix_spawnattr_destroy(&attributes)
    }

    /// Says what the child's file of that number is to be.
    mutating func connect(_ stream: ChildProcess.Stream, to descriptor: Int32) throws {
        switch stream {
        case .null:
            try check(posix_spawn_file_actions_addopen(&files, descriptor, "/dev/null", O_RDWR, 0))
        case .inherited:
            try check(posix_spawn_file_actions_adddup2(&files, descriptor, descriptor))
        case .pipe(let pipe):
            let end = descriptor == STDIN_FILENO ? pipe.fileHandleForReading : pipe.fileHandleForWriting
            try check(posix_spawn_file_actions_adddup2(&files, end.fileDescriptor, descriptor))
        }
    }

    mutating func start(_ path: String, _ arguments: [String], _ environment: [String: String]) throws -> pid_t {
        var signals = sigset_t()
        sigemptyset(&signals)
        try check(posix_spawnattr_setsigmask(&attributes, &signals))
        sigfillset(&signals)
        try check(posix_spawnattr_setsigdefault(&attributes, &signals))
        #if canImport(Darwin)
        let flags = POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_CLOEXEC_DEFAULT
        #else
        let flags = POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF
        #endif
        try check(posix_spawnattr_setflags(&attributes, Int16(flags)))
        #if !canImport(Darwin)
        if let closeFrom = Self.closeFrom { try check(closeFrom(&files, STDERR_FILENO + 1)) }
        #endif

        var words = ([path] + arguments).map { strdup($0) } + [nil]
        var variables = environment.map { strdup("\($0)=\($1)") } + [nil]
        defer { for text in words + variables { Foundation.free(text) } }
        var id = pid_t()
        try check(posix_spawn(&id, path, &files, &attributes, &words, &variables))
        return id
    }

    #if !canImport(Darwin)
    private typealias CloseFrom = @convention(c) (UnsafeMutablePointer<posix_spawn_file_actions_t>, Int32) -> Int32

    /// A function of glibc, from 2.34 on, that its headers show to C only. Where it is missing, what is open without
    /// `FD_CLOEXEC` is inherited.
    private static let closeFrom: CloseFrom? = dlsym(nil, "posix_spawn_file_actions_addclosefrom_np").map {
        unsafeBitCast($0, to: CloseFrom.self)
    }
    #endif

    /// - Parameter code: What a function returns: 0, or the number of an error.
    private func check(_ code: Int32) throws {
        if code != 0 { throw POSIXError(POSIXErrorCode(rawValue: code) ?? .EINVAL) }
    }
}
