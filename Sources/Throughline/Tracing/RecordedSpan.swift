import SemanticConventions
public import SpanRecording
import Synchronization
public import Tracing

/// A span that is recorded: everything that it was told, within its limits.
public final class RecordedSpan: Sendable {
    /// The span's ids, flags and trace state.
    public let spanContext: SpanContext
    /// The parent, or `nil` for the root of a trace.
    public let parent: SpanContext?
    public let kind: SpanKind

    let origin: SpanOrigin
    private let parentContext: InstrumentationContext
    let pipeline: SpanPipeline
    private let start: SpanTime
    private let state: Mutex<State>

    init(
        name: String,
        spanContext: SpanContext,
        parent: SpanContext?,
        parentContext: InstrumentationContext,
        kind: SpanKind,
        origin: SpanOrigin,
        start: SpanTime,
        attributes: Attributes,
        links: [SpanLink],
        pipeline: SpanPipeline
    ) {
        self.spanContext = spanContext
        self.parent = parent
        self.parentContext = parentContext.withoutSpan
        self.kind = kind
        self.origin = origin
        self.start = start
        self.pipeline = pipeline
        state = Mutex(State(name: name))
        guard !attributes.isEmpty || !links.isEmpty else { return }
        state.withLock { state in
            state.merge(attributes, limits: pipeline.limits)
            for link in links { state.add(link, limits: pipeline.limits) }
        }
    }

    /// What it was told so far; guarded by the span's lock.
    struct State {
        var name: String
        var status: SpanStatus?
        var attributes = Storage.flat(Attributes())
        var events: [SpanEvent] = []
        var links: [Link] = []
        var droppedAttributes = 0
        var droppedEvents = 0
        var droppedLinks = 0
        /// Nanoseconds since 1970, once it has ended.
        var end: UInt64?
        /// How many callers are changing the attributes in place; whoever is the last to finish ends the span, if it was
        /// ended meanwhile.
        var openChanges = 0
        var endsAfterChanges = false

        /// Attributes stay in the form in which they came, until they are encoded.
        enum Storage {
            case flat(Attributes)
            case standard(SpanAttributes)
        }
    }

    /// A link to another span.
    public struct Link: Sendable {
        public let spanContext: SpanContext
        public let attributes: SpanAttributes
    }
}

// MARK: - Reading

extension RecordedSpan {
    public var name: String { state.withLock { $0.name } }

    /// Whether it still takes changes: until it ends.
    public var isRecording: Bool { state.withLock { $0.end == nil } }

    /// Whether it goes to exporters.
    public var isSampled: Bool { spanContext.isSampled }

    /// Nanoseconds since 1970.
    public var startTime: UInt64 { start.wall }

    /// Nanoseconds since 1970; `nil` until it ends.
    public var endTime: UInt64? { state.withLock { $0.end } }

    /// `nil` while nothing has set it.
    public var status: SpanStatus? { state.withLock { $0.status } }

    public var events: [SpanEvent] { state.withLock { $0.events } }

    public var links: [Link] { state.withLock { $0.links } }

    public var attributes: Attributes {
        let storage = state.withLock { $0.attributes }
        return storage.flat
    }

    /// How many attributes were dropped, because the limit was reached.
    public var droppedAttributesCount: Int { state.withLock { $0.droppedAttributes } }
    /// How many events were dropped, because the limit was reached.
    public var droppedEventsCount: Int { state.withLock { $0.droppedEvents } }
    /// How many links were dropped, because the limit was reached.
    public var droppedLinksCount: Int { state.withLock { $0.droppedLinks } }

    /// A context in which this span is the parent.
    public var context: InstrumentationContext {
        var context = parentContext
        context.contextSpan = .recorded(self)
        return context
    }

    /// Runs `body` on everything at once.
    func withState<Result>(_ body: (borrowing State) -> Result) -> Result {
        state.withLock { body($0) }
    }

    var standardAttributes: SpanAttributes { state.withLock { $0.attributes.standard } }
}

// MARK: - Changing

extension RecordedSpan {
    /// Runs `body`, unless the span has ended.
    @inline(__always)
    private func change(_ body: (inout State, SpanLimits) -> Void) {
        state.withLock { state in
            guard state.end == nil else { return }
            body(&state, pipeline.limits)
        }
    }

    func setName(_ name: String) {
        change { state, _ in state.name = name }
    }

    func setStatus(_ status: SpanStatus) {
        change { state, _ in
            guard state.status?.code != .ok else { return }
            // A description belongs to an error only.
            state.status = status.code == .ok ? SpanStatus(code: .ok) : status
        }
    }

    func setAttributes(_ attributes: Attributes) {
        change { state, limits in state.merge(attributes, limits: limits) }
    }

    func setStandardAttributes(_ attributes: SpanAttributes) {
        change { state, limits in state.replaceAttributes(with: attributes, limits: limits) }
    }

    /// Takes the attributes out, to be changed in place by a caller that puts them back.
    func takeStandardAttributes() -> SpanAttributes {
        state.withLock { state in
            let attributes = state.attributes.standard
            state.openChanges += 1
            // At the limit the known ones stay, so that they can be told from new ones.
            if state.end == nil, attributes.count < pipeline.limits.attributeCount {
                state.attributes = .standard([:])
            }
            return attributes
        }
    }

    func putBackStandardAttributes(_ attributes: SpanAttributes) {
        let isEnded = state.withLock { state in
            state.openChanges -= 1
            if state.end == nil || state.endsAfterChanges {
                let meanwhile = state.attributes  // what another thread has set since they were taken
                state.replaceAttributes(with: attributes, limits: pipeline.limits)
                if attributes.count < pipeline.limits.attributeCount {
                    state.merge(meanwhile, limits: pipeline.limits)
                }
            }
            guard state.openChanges == 0, state.endsAfterChanges else { return false }
            state.endsAfterChanges = false
            return true
        }
        if isEnded { pipeline.ended(self) }
    }

    func addEvent(_ event: SpanEvent) {
        change { state, limits in
            guard state.events.count < limits.eventCount else { return state.droppedEvents += 1 }
            state.events.append(event)
        }
    }

    func addLink(_ link: SpanLink) {
        change { state, limits in state.add(link, limits: limits) }
    }

    func recordError(_ error: any Error, attributes extra: SpanAttributes, at instant: @autoclosure () -> UInt64) {
        guard isRecording else { return }
        let instant = instant()
        for (index, error) in ErrorChain.errors(of: error).enumerated() {
            record(error, attributes: index == 0 ? extra : [:], at: instant)
        }
    }

    private func record(_ error: any Error, attributes extra: SpanAttributes, at instant: UInt64) {
        var attributes: SpanAttributes = [
            AttributeKey.exceptionType.name: .string(ErrorType.name(of: error)),
            AttributeKey.exceptionMessage.name: .string(String(describing: error)),
        ]
        attributes.merge(extra)
        if pipeline.exceptions.intoSpanEvents {
            let timestamp = DefaultTracerClock.Timestamp(nanosecondsSinceEpoch: instant)
            addEvent(SpanEvent(name: exceptionEventName, at: timestamp, attributes: attributes))
        }
        pipeline.exceptions.logs?.emitException(attributes, of: self, at: instant)
    }

    func end(at instant: @autoclosure () -> UInt64) {
        let end = start.end(at: instant())
        let isFirst = state.withLock { state in
            guard state.end == nil else { return false }
            state.end = end
            state.endsAfterChanges = state.openChanges > 0
            return !state.endsAfterChanges
        }
        if isFirst { pipeline.ended(self) }
    }

    /// Takes over what processors have made of the span; it has ended, so that nobody else changes it.
    func finish(as ending: EndingSpan) {
        state.withLock { state in
            state.name = ending.name
            state.status = ending.status
            state.attributes = .flat(ending.attributes)
            state.events = ending.events
            state.links = ending.links
        }
    }

    /// Turns every value that only the application's code can describe into text: no lock is held while that runs.
    func describeValues() {
        let (storage, events, links) = state.withLock { ($0.attributes, $0.events, $0.links) }
        let described = storage.described
        let describedEvents = events.map { event in
            var event = event
            event.attributes = event.attributes.described
            return event
        }
        let describedLinks = links.map { Link(spanContext: $0.spanContext, attributes: $0.attributes.described) }
        state.withLock { state in
            state.attributes = described
            state.events = describedEvents
            state.links = describedLinks
        }
    }
}

// MARK: - Limits

extension RecordedSpan.State {
    init(name: String) {
        self.name = name
    }

    mutating func merge(_ new: Attributes, limits: SpanLimits) {
        switch attributes {
        case .flat(var flat):
            attributes = .flat(Attributes())  // so that the list is changed in place
            if flat.isEmpty, new.count <= limits.attributeCount {
                flat = new
            } else {
                for attribute in new {
                    if flat.count < limits.attributeCount || flat[attribute.name] != nil {
                        flat[attribute.name] = attribute.value
                    } else {
                        droppedAttributes += 1
                    }
                }
            }
            attributes = .flat(flat)
        case .standard(var standard):
            attributes = .flat(Attributes())
            for attribute in new {
                if standard.count < limits.attributeCount || standard.get(attribute.name) != nil {
                    standard.set(attribute.name, value: attribute.value.standard)
                } else {
                    droppedAttributes += 1
                }
            }
            attributes = .standard(standard)
        }
    }

    mutating func merge(_ new: Storage, limits: SpanLimits) {
        switch new {
        case .flat(let flat): merge(flat, limits: limits)
        case .standard(let new):
            guard !new.isEmpty else { return }
            var merged = attributes.standard
            merged.merge(new)
            replaceAttributes(with: merged, limits: limits)
        }
    }

    /// The standard API hands over the whole dictionary each time; what is new beyond the limit is dropped.
    mutating func replaceAttributes(with new: SpanAttributes, limits: SpanLimits) {
        guard new.count > limits.attributeCount else { return attributes = .standard(new) }
        let known = attributes.standard
        var kept: SpanAttributes = [:]
        var candidates: [(String, SpanAttribute)] = []
        new.forEach { name, value in
            if known.get(name) == nil { candidates.append((name, value)) } else { kept.set(name, value: value) }
        }
        for (name, value) in candidates {
            if kept.count < limits.attributeCount {
                kept.set(name, value: value)
            } else {
                droppedAttributes += 1
            }
        }
        attributes = .standard(kept)
    }

    mutating func add(_ link: SpanLink, limits: SpanLimits) {
        guard let spanContext = link.context.spanContext, spanContext.isValid else { return }
        guard links.count < limits.linkCount else { return droppedLinks += 1 }
        links.append(RecordedSpan.Link(spanContext: spanContext, attributes: link.attributes))
    }
}

extension SpanAttributes {
    /// The same with every value that is described by its own code as text.
    fileprivate var described: SpanAttributes {
        var described = self
        forEach { name, value in
            switch value {
            case .stringConvertible, .stringConvertibleArray:
                described.set(name, value: AttributeValue(value)?.standard)
            default: break
            }
        }
        return described
    }
}

extension RecordedSpan.State.Storage {
    fileprivate var described: Self {
        switch self {
        case .flat: self
        case .standard(let attributes): .standard(attributes.described)
        }
    }

    var flat: Attributes {
        switch self {
        case .flat(let flat): return flat
        case .standard(let standard):
            var flat = Attributes(minimumCapacity: standard.count)
            standard.forEach { name, value in flat[name] = AttributeValue(value) }
            return flat
        }
    }

    var standard: SpanAttributes {
        switch self {
        case .standard(let standard): return standard
        case .flat(let flat):
            var standard: SpanAttributes = [:]
            for attribute in flat { standard.set(attribute.name, value: attribute.value.standard) }
            return standard
        }
    }
}
