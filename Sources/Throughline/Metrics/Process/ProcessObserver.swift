import MetricRecording
import SemanticConventions
import SpanRecording

/// Observes this process, for as long as it lives.
///
/// Specification: https://opentelemetry.io/docs/specs/semconv/system/process-metrics/
final class ProcessObserver: Sendable {
    private let registrations: [any ObservableRegistration]

    init(factory: some RecordingMetricsFactory) {
        func observe(
            _ descriptor: MetricDescriptor,
            isFloatingPoint: Bool = false,
            _ callback: @escaping @Sendable (ProcessUsage, Observations) -> Void
        ) -> any ObservableRegistration {
            let definition = InstrumentDefinition(
                descriptor: descriptor,
                scope: InstrumentationScope(name: "throughline.process", version: SDK.version),
                isObservable: true,
                isFloatingPoint: isFloatingPoint
            )
            return factory.observe(definition) { callback(.current(), $0) }
        }
        registrations = [
            observe(.processCPUTime, isFloatingPoint: true) { usage, values in
                if let time = usage.userTime { values.observe(time, attributes: [AttributeKey.cpuMode.name: "user"]) }
                if let time = usage.systemTime {
                    values.observe(time, attributes: [AttributeKey.cpuMode.name: "system"])
                }
            },
            observe(.processMemoryUsage) { usage, values in
                if let bytes = usage.residentMemory { values.observe(bytes) }
            },
            observe(.processMemoryVirtual) { usage, values in
                if let bytes = usage.virtualMemory { values.observe(bytes) }
            },
            observe(.processThreadCount) { usage, values in
                if let count = usage.threads { values.observe(count) }
            },
            observe(.processUnixFileDescriptorCount) { usage, values in
                if let count = usage.fileDescriptors { values.observe(count) }
            },
            observe(.processContextSwitches) { usage, values in
                let key = AttributeKey.processContextSwitchType.name
                if let count = usage.voluntarySwitches { values.observe(count, attributes: [key: "voluntary"]) }
                if let count = usage.involuntarySwitches { values.observe(count, attributes: [key: "involuntary"]) }
            },
            observe(.processPagingFaults) { usage, values in
                let key = AttributeKey.systemPagingFaultType.name
                if let count = usage.majorFaults { values.observe(count, attributes: [key: "major"]) }
                if let count = usage.minorFaults { values.observe(count, attributes: [key: "minor"]) }
            },
            observe(.processUptime, isFloatingPoint: true) { usage, values in
                if let seconds = usage.uptime { values.observe(seconds) }
            },
        ]
    }

    deinit {
        for registration in registrations { registration.cancel() }
    }
}
