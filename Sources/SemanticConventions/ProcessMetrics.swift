// The process: https://opentelemetry.io/docs/specs/semconv/system/process-metrics/ (v1.44)

extension MetricDescriptor {
    public static let processCPUTime = MetricDescriptor(
        name: "process.cpu.time",
        unit: "s",
        description: "Total CPU seconds broken down by different CPU modes.",
        instrument: .counter
    )
    public static let processMemoryUsage = MetricDescriptor(
        name: "process.memory.usage",
        unit: "By",
        description: "The amount of physical memory in use.",
        instrument: .upDownCounter
    )
    public static let processMemoryVirtual = MetricDescriptor(
        name: "process.memory.virtual",
        unit: "By",
        description: "The amount of committed virtual memory.",
        instrument: .upDownCounter
    )
    public static let processThreadCount = MetricDescriptor(
        name: "process.thread.count",
        unit: "{thread}",
        description: "Process threads count.",
        instrument: .upDownCounter
    )
    public static let processUnixFileDescriptorCount = MetricDescriptor(
        name: "process.unix.file_descriptor.count",
        unit: "{file_descriptor}",
        description: "Number of UNIX file descriptors in use by the process.",
        instrument: .upDownCounter
    )
    public static let processContextSwitches = MetricDescriptor(
        name: "process.context_switches",
        unit: "{context_switch}",
        description: "Number of times the process has been context switched.",
        instrument: .counter
    )
    public static let processPagingFaults = MetricDescriptor(
        name: "process.paging.faults",
        unit: "{fault}",
        description: "Number of page faults the process has made.",
        instrument: .counter
    )
    public static let processUptime = MetricDescriptor(
        name: "process.uptime",
        unit: "s",
        description: "The time the process has been running.",
        instrument: .gauge
    )

    static let process: [MetricDescriptor] = [
        processCPUTime, processMemoryUsage, processMemoryVirtual, processThreadCount, processUnixFileDescriptorCount,
        processContextSwitches, processPagingFaults, processUptime,
    ]
}

extension AttributeKey where Value == String {
    /// What the CPU's time was spent on: `user` or `system`.
    @inlinable public static var cpuMode: Self { "cpu.mode" }
    /// Whether a process gave the CPU away itself: `voluntary` or `involuntary`.
    @inlinable public static var processContextSwitchType: Self { "process.context_switch.type" }
    /// Whether the page had to be read from a disk: `major` or `minor`.
    @inlinable public static var systemPagingFaultType: Self { "system.paging.fault.type" }
}
