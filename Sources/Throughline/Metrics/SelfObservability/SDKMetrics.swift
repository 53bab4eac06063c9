import MetricRecording
import SemanticConventions
import SpanRecording

/// What the SDK says of itself: the metrics `otel.sdk.…`.
///
/// They are read at each collection from the counters that the pipelines keep anyway, so that neither spans nor logs pay for
/// them.
///
/// Specification: https://opentelemetry.io/docs/specs/semconv/otel/sdk-metrics/
final class SDKMetrics: Sendable {
    /// A processor with its exporter.
    struct Processor: Sendable {
        let signal: Signal
        let processor: Component
        let exporter: Component
        let batches: BatchProcessor
    }

    /// A metric reader with its exporter.
    struct Reader: Sendable {
        let exporter: Component
        let counts: ExportCounts
    }

    static let scope = InstrumentationScope(name: SDK.name, version: SDK.version)
    static let rejected = "rejected"

    private let registrations: [any ObservableRegistration]

    /// - Parameter createdLogs: How many log records were made; `nil` where none are.
    init(
        registry: MetricRegistry,
        spans: SpanCounters,
        processors: [Processor],
        readers: [Reader],
        createdLogs: (@Sendable () -> Int)?
    ) {
        var observables = Self.observables(of: spans) + Self.observables(of: readers)
        for signal in [Signal.traces, .logs] {
            let own = processors.filter { $0.signal == signal }
            if !own.isEmpty { observables += Self.observables(of: own, Names(signal)) }
        }
        if let createdLogs {
            observables.append(Observable(.otelSDKLogCreated) { $0.observe(createdLogs()) })
        }
        registrations = observables.compactMap { observable in
            registry.observable(
                InstrumentDefinition(descriptor: observable.descriptor, scope: Self.scope, isObservable: true)
            )?.add(observable.callback)
        }
    }

    deinit {
        for registration in registrations { registration.cancel() }
    }

    private struct Observable {
        let descriptor: MetricDescriptor
        let callback: ObservableCallback

        init(_ descriptor: MetricDescriptor, _ callback: @escaping ObservableCallback) {
            self.descriptor = descriptor
            self.callback = callback
        }
    }

    /// The names of one signal's metrics.
    private struct Names {
        let queueSize: MetricDescriptor
        let queueCapacity: MetricDescriptor
        let processed: MetricDescriptor
        let inflight: MetricDescriptor
        let exported: MetricDescriptor

        init(_ signal: Signal) {
            if signal == .logs {
                queueSize = .otelSDKProcessorLogQueueSize
                queueCapacity = .otelSDKProcessorLogQueueCapacity
                processed = .otelSDKProcessorLogProcessed
                inflight = .otelSDKExporterLogInflight
                exported = .otelSDKExporterLogExported
            } else {
                queueSize = .otelSDKProcessorSpanQueueSize
                queueCapacity = .otelSDKProcessorSpanQueueCapacity
                processed = .otelSDKProcessorSpanProcessed
                inflight = .otelSDKExporterSpanInflight
                exported = .otelSDKExporterSpanExported
            }
        }
    }
}

// MARK: - What is read

extension SDKMetrics {
    private static func observables(of spans: SpanCounters) -> [Observable] {
        [
            Observable(.otelSDKSpanStarted) { observations in
                for decision in [SamplingResult.Decision.drop, .recordOnly, .recordAndSample] {
                    for origin in SpanCounters.ParentOrigin.allCases {
                        let count = spans.startedCount(decision, origin)
                        guard count > 0 else { continue }
                        observations.observe(
                            count,
                            attributes: [
                                AttributeKey.otelSpanSamplingResult.name: .string(decision.word),
                                AttributeKey.otelSpanParentOrigin.name: .string("\(origin)"),
                            ]
                        )
                    }
                }
            },
            Observable(.otelSDKSpanLive) { observations in
                for decision in [SamplingResult.Decision.recordOnly, .recordAndSample] {
                    // The end is read first: a span that starts in between is not taken for one that has ended.
                    let ended = spans.endedCount(isSampled: decision == .recordAndSample)
                    let started = spans.startedCount(decision)
                    guard started > 0 else { continue }
                    observations.observe(
                        max(started - ended, 0),
                        attributes: [AttributeKey.otelSpanSamplingResult.name: .string(decision.word)]
                    )
                }
            },
        ]
    }

    private static func observables(of processors: [Processor], _ names: Names) -> [Observable] {
        func each(_ observe: @escaping @Sendable (Processor, Observations) -> Void) -> ObservableCallback {
            { observations in
                for processor in processors { observe(processor, observations) }
            }
        }
        return [
            Observable(
                names.queueSize,
                each { processor, observations in
                    let counts = processor.batches.counts
                    // What the exporter has been handed waits for it no longer.
                    let handedOver = counts.processed - counts.exported - counts.failed
                    let waiting = processor.batches.waitingCount - max(handedOver, 0)
                    observations.observe(max(waiting, 0), attributes: processor.processor.attributes)
                }
            ),
            Observable(
                names.queueCapacity,
                each { $1.observe($0.batches.capacity, attributes: $0.processor.attributes) }
            ),
            Observable(
                names.processed,
                each { processor, observations in
                    let counts = processor.batches.counts
                    let attributes = processor.processor.attributes
                    observations.observe(counts.processed, attributes: attributes)
                    observations.observe(counts.queueFull, attributes: attributes, errorType: "queue_full")
                    observations.observe(counts.shutdown, attributes: attributes, errorType: "already_shutdown")
                }
            ),
            Observable(
                names.inflight,
                each { $1.observe($0.batches.counts.inFlight, attributes: $0.exporter.attributes) }
            ),
            Observable(
                names.exported,
                each { processor, observations in
                    observations.observe(processor.batches.counts, of: processor.exporter)
                }
            ),
        ]
    }

    private static func observables(of readers: [Reader]) -> [Observable] {
        guard !readers.isEmpty else { return [] }
        return [
            Observable(.otelSDKExporterMetricDataPointInflight) { observations in
                for reader in readers {
                    observations.observe(reader.counts.inFlight, attributes: reader.exporter.attributes)
                }
            },
            Observable(.otelSDKExporterMetricDataPointExported) { observations in
                for reader in readers { observations.observe(reader.counts, of: reader.exporter) }
            },
        ]
    }
}

extension Observations {
    /// What an exporter has delivered, and what it has not.
    fileprivate func observe(_ counts: ExportCounts, of exporter: Component) {
        observe(counts.exported, attributes: exporter.attributes)
        observe(counts.failed, attributes: exporter.attributes, errorType: SDKMetrics.rejected)
    }

    /// Failures are said from the first one on.
    fileprivate func observe(_ count: Int, attributes: Attributes, errorType: String) {
        guard count > 0 else { return }
        var attributes = attributes
        attributes[.errorType] = errorType
        observe(count, attributes: attributes)
    }
}

extension SamplingResult.Decision {
    fileprivate var word: String {
        switch self {
        case .drop: "DROP"
        case .recordOnly: "RECORD_ONLY"
        case .recordAndSample: "RECORD_AND_SAMPLE"
        }
    }
}
