#if canImport(Darwin)
import Darwin
#elseif canImport(Musl)
import Musl
#else
import Glibc
#endif

/// What the system says that this process uses. What it does not say is `nil`.
struct ProcessUsage {
    var userTime: Double?
    var systemTime: Double?
    var voluntarySwitches: Int?
    var involuntarySwitches: Int?
    var majorFaults: Int?
    var minorFaults: Int?
    /// In bytes.
    var residentMemory: Int?
    /// In bytes.
    var virtualMemory: Int?
    var threads: Int?
    var fileDescriptors: Int?
    /// In seconds.
    var uptime: Double?

    /// Asks the system now.
    ///
    /// - Parameter folder: Where Linux says it; it is elsewhere for tests only.
    static func current(folder: String = "/proc") -> ProcessUsage {
        var usage = ProcessUsage()
        usage.readResources()
        usage.readMemory(text("\(folder)/self/statm"))
        usage.readStatus(text("\(folder)/self/stat"), uptime: text("\(folder)/uptime"))
        usage.fileDescriptors = count("\(folder)/self/fd")
        return usage
    }

    private mutating func readResources() {
        var resources = rusage()
        #if canImport(Glibc)
        let process = RUSAGE_SELF.rawValue
        #else
        let process = RUSAGE_SELF
        #endif
        guard getrusage(.init(process), &resources) == 0 else { return }
        userTime = Double(resources.ru_utime.tv_sec) + Double(resources.ru_utime.tv_usec) / 1e6
        systemTime = Double(resources.ru_stime.tv_sec) + Double(resources.ru_stime.tv_usec) / 1e6
        voluntarySwitches = Int(resources.ru_nvcsw)
        involuntarySwitches = Int(resources.ru_nivcsw)
        majorFaults = Int(resources.ru_majflt)
        minorFaults = Int(resources.ru_minflt)
    }

    /// proc_pid_statm(5): total size and resident set, in pages.
    private mutating func readMemory(_ text: String) {
        let fields = text.split(separator: " ").prefix(2).map { Int($0) }
        let pageSize = Int(sysconf(Int32(_SC_PAGESIZE)))
        guard fields.count == 2, let total = fields[0], let resident = fields[1], pageSize > 0 else { return }
        let (virtual, isTooLarge) = total.multipliedReportingOverflow(by: pageSize)
        guard !isTooLarge, resident <= total else { return }
        virtualMemory = virtual
        residentMemory = resident * pageSize
    }

    /// proc_pid_stat(5): threads in field 20, the start in field 22. The name in field 2 may hold anything.
    private mutating func readStatus(_ text: String, uptime system: String) {
        guard let nameEnd = text.lastIndex(of: ")") else { return }
        let fields = text[text.index(after: nameEnd)...].split(separator: " ")
        guard fields.count > 19 else { return }
        threads = Int(fields[17])
        let ticks = Double(sysconf(Int32(_SC_CLK_TCK)))
        guard let start = Double(fields[19]), ticks > 0,
            let systemUptime = system.split(separator: " ").first.flatMap({ Double($0) })
        else { return }
        uptime = max(0, systemUptime - start / ticks)
    }

    private static func text(_ path: String) -> String {
        guard let file = fopen(path, "r") else { return "" }
        defer { fclose(file) }
        var buffer = [UInt8](repeating: 0, count: 4_096)
        let count = fread(&buffer, 1, buffer.count, file)
        return String(decoding: buffer[..<count], as: UTF8.self)
    }

    /// How many entries a folder has, the one that is opened for counting left out.
    private static func count(_ path: String) -> Int? {
        guard let folder = opendir(path) else { return nil }
        defer { closedir(folder) }
        var count = 0
        while readdir(folder) != nil { count += 1 }
        // ".", "..", and the folder itself.
        return max(0, count - 3)
    }
}
