public import SpanRecording
import Synchronization
public import Tracing

/// Makes spans, and carries their context over borders.
///
/// `Telemetry.bootstrap()` makes it the process's tracer, so that `withSpan` and every instrumentation use it.
///
/// A structure of one word: the standard API finds its tracer with dynamic casts, which take half the time for a structure.
public struct ThroughlineTracer: RecordingTracer {
    public typealias Span = ThroughlineSpan

    private let parts: Parts

    private final class Parts: Sendable {
        let isEnabled: Bool
        let sampler: any Sampler
        let traceOnlySampler: (any TraceOnlySampler)?
        let idGenerator: any IDGenerator
        let propagator: any Propagator
        let pipeline: SpanPipeline
        let counters: SpanCounters

        init(
            isEnabled: Bool,
            sampler: any Sampler,
            idGenerator: any IDGenerator,
            propagator: any Propagator,
            pipeline: SpanPipeline,
            counters: SpanCounters
        ) {
            self.isEnabled = isEnabled
            self.sampler = sampler
            traceOnlySampler = sampler as? any TraceOnlySampler
            self.idGenerator = idGenerator
            self.propagator = propagator
            self.pipeline = pipeline
            self.counters = counters
        }
    }

    init(
        isEnabled: Bool,
        sampler: any Sampler,
        idGenerator: any IDGenerator,
        propagator: any Propagator,
        pipeline: SpanPipeline,
        counters: SpanCounters
    ) {
        parts = Parts(
            isEnabled: isEnabled,
            sampler: sampler,
            idGenerator: idGenerator,
            propagator: propagator,
            pipeline: pipeline,
            counters: counters
        )
    }

    public func startSpan<Instant: TracerInstant>(
        _ operationName: String,
        context: @autoclosure () -> InstrumentationContext,
        ofKind kind: SpanKind,
        at instant: @autoclosure () -> Instant,
        function: String,
        file fileID: String,
        line: UInt
    ) -> ThroughlineSpan {
        var context = context()
        let given = context.isEmpty ? nil : context.takeSpanStart()
        return start(
            operationName,
            context: context,
            kind: kind,
            origin: .code(function: function, fileID: fileID, line: line),
            attributes: given?.attributes ?? Attributes(),
            links: given?.links ?? [],
            time: SpanTime(at: instant().nanosecondsSinceEpoch)
        )
    }

    public func startAnySpan<Instant: TracerInstant>(
        _ operationName: String,
        context: @autoclosure () -> InstrumentationContext,
        ofKind kind: SpanKind,
        at instant: @autoclosure () -> Instant,
        function: String,
        file fileID: String,
        line: UInt
    ) -> any Tracing.Span {
        startSpan(
            operationName,
            context: context(),
            ofKind: kind,
            at: instant(),
            function: function,
            file: fileID,
            line: line
        )
    }

    public func startRecordingSpan(
        _ name: String,
        context: InstrumentationContext,
        ofKind kind: SpanKind,
        scope: SpanRecording.InstrumentationScope,
        attributes: @autoclosure () -> Attributes,
        links: [SpanLink]
    ) -> any RecordingSpan {
        var context = context
        let given = context.isEmpty ? nil : context.takeSpanStart()
        return start(
            name,
            context: context,
            kind: kind,
            origin: .scope(scope),
            attributes: given.map { attributes().merging($0.attributes) } ?? attributes(),
            links: given.map { links + $0.links } ?? links,
            time: .now()
        )
    }

    /// The time is read only for a span that is recorded, and the attributes only for that or for a sampler that wants
    /// them.
    @inline(__always)
    private func start(
        _ name: String,
        context: InstrumentationContext,
        kind: SpanKind,
        origin: SpanOrigin,
        attributes: @autoclosure () -> Attributes,
        links: [SpanLink],
        time: @autoclosure () -> SpanTime
    ) -> ThroughlineSpan {
        let parts = parts
        let idGenerator = parts.idGenerator
        let parent = context.isEmpty ? nil : context.spanContext.flatMap { $0.isValid ? $0 : nil }
        guard parts.isEnabled else {
            return ThroughlineSpan(.dropped(DroppedSpan(passingOn: context, parent: parent)))
        }
        let traceID = parent?.traceID ?? idGenerator.nextTraceID()
        let result: SamplingResult
        var known: Attributes?
        if let decision = parts.traceOnlySampler?.decision(parent: parent, traceID: traceID) {
            result = SamplingResult(decision)
        } else {
            let attributes = attributes()
            known = attributes
            result = parts.sampler.sample(
                SpanCandidate(
                    context: context,
                    parent: parent,
                    traceID: traceID,
                    name: name,
                    kind: kind,
                    attributes: attributes,
                    links: links
                )
            )
        }

        var flags: TraceFlags
        if let parent {
            flags = parent.traceFlags.intersection(.random)
        } else {
            flags = idGenerator.makesRandomTraceIDs ? .random : []
        }
        if result.decision == .recordAndSample { flags.insert(.sampled) }
        let spanContext = SpanContext(
            traceID: traceID,
            spanID: idGenerator.nextSpanID(),
            traceFlags: flags,
            traceState: result.traceState ?? parent?.traceState ?? TraceState()
        )

        parts.counters.started(result.decision, parent: parent)
        guard result.decision != .drop else {
            return ThroughlineSpan(.dropped(DroppedSpan(spanContext: spanContext, parentContext: context)))
        }
        var attributes = known ?? attributes()
        if !result.attributes.isEmpty { attributes.merge(result.attributes) }
        let span = RecordedSpan(
            name: name,
            spanContext: spanContext,
            parent: parent,
            parentContext: context,
            kind: kind,
            origin: origin,
            start: time(),
            attributes: attributes,
            links: links,
            pipeline: parts.pipeline
        )
        parts.pipeline.started(span, parentContext: context)
        return ThroughlineSpan(.recorded(span))
    }
}

// MARK: - Active spans and borders

extension ThroughlineTracer {
    public func activeSpan(identifiedBy context: InstrumentationContext) -> ThroughlineSpan? {
        switch context.contextSpan {
        case .recorded(let span): ThroughlineSpan(.recorded(span))
        case .dropped(let span): ThroughlineSpan(.dropped(span))
        case .foreign, nil: nil
        }
    }

    public func inject<Carrier, Inject: Injector>(
        _ context: InstrumentationContext,
        into carrier: inout Carrier,
        using injector: Inject
    ) where Inject.Carrier == Carrier {
        parts.propagator.inject(context, into: &carrier, using: injector)
    }

    public func extract<Carrier, Extract: Extractor>(
        _ carrier: Carrier,
        into context: inout InstrumentationContext,
        using extractor: Extract
    ) where Extract.Carrier == Carrier {
        parts.propagator.extract(carrier, into: &context, using: extractor)
    }

    @available(*, deprecated, message: "Use Telemetry.forceFlush(), which says when it is done.")
    public func forceFlush() {
        Task { [pipeline = parts.pipeline] in await pipeline.forceFlush() }
    }
}

extension Attributes {
    /// This list with every attribute of `other`; where both have a name, the value of `other` stays.
    fileprivate func merging(_ other: Attributes) -> Attributes {
        var merged = self
        merged.merge(other)
        return merged
    }
}
