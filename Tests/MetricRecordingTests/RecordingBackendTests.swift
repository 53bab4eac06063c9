import MetricRecording
import Metrics
import MetricsTestKit
import SemanticConventions
import SpanRecording
import Synchronization
import Testing

private typealias Counter = MetricRecording.Counter
private typealias FloatingPointCounter = MetricRecording.FloatingPointCounter
private typealias Gauge = MetricRecording.Gauge

/// What a backend gets that knows more than swift-metrics says.
@Suite struct RecordingBackendTests {
    private let descriptor = MetricDescriptor(name: "c", unit: "{order}", description: "Orders.", instrument: .counter)

    @Test func itGetsTheWholeDefinitionAndTypedAttributes() {
        let backend = RecordingBackend()
        let scope = InstrumentationScope(name: "Driver", version: "1")
        let counter = Counter(descriptor, scope: scope, attributeKeys: ["a"])
        withMetricsFactory(backend) { counter.add(2, attributes: ["a": 1, "b": true]) }
        #expect(backend.definitions.map(\.descriptor) == [descriptor])
        #expect(backend.definitions.first?.scope === scope)
        #expect(backend.definitions.first?.attributeKeys == ["a"])
        #expect(backend.recorded == [.init(attributes: ["a": 1, "b": true], value: 2)])
    }

    @Test func aSeriesIsAskedForOnceHoweverOftenItIsRecordedInto() {
        let backend = RecordingBackend()
        let counter = Counter(descriptor)
        withMetricsFactory(backend) {
            for number in 0..<1000 { counter.add(1, attributes: ["key": .int(Int64(number % 50))]) }
        }
        #expect(backend.seriesCount == 50)
        #expect(backend.definitions.count == 1)
        #expect(backend.recorded.count == 1000)
    }

    @Test func allThreadsFindTheSameSeries() async {
        let backend = RecordingBackend()
        let counter = Counter(descriptor)
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<8 {
                group.addTask {
                    withMetricsFactory(backend) {
                        for number in 0..<1000 {
                            counter.add(1, attributes: ["key": .int(Int64(number)), "text": .string("\(number)")])
                        }
                    }
                }
            }
        }
        let sums = backend.sums
        #expect(sums.count == 1000)
        #expect(sums.values.allSatisfy { $0 == 8 })
    }

    @Test func attributesOfEveryTypeAreToldApart() {
        let backend = RecordingBackend()
        let counter = Counter(descriptor)
        let lists: [Attributes] = [
            [:], ["a": 1], ["a": "1"], ["a": true], ["a": 1.0], ["a": .ints([1])], ["a": .strings(["1"])], ["b": 1],
            ["a": "", "b": ""], ["ab": ""], ["a": "12345678"], ["a": "123456789"],
        ]
        withMetricsFactory(backend) {
            for _ in 0..<2 {
                for attributes in lists { counter.add(1, attributes: attributes) }
            }
        }
        #expect(backend.seriesCount == lists.count)
        #expect(backend.sums.values.allSatisfy { $0 == 2 })
    }

    @Test func beyondTheTablesRoomTheBackendDecides() {
        let backend = RecordingBackend()
        let counter = Counter(descriptor)
        withMetricsFactory(backend) {
            for number in 0..<3000 { counter.add(1, attributes: ["key": .int(Int64(number))]) }
        }
        #expect(backend.sums.count == 3000)
    }

    @Test func anObservableIsRegisteredWithTheBackendOfTheTask() async throws {
        let backend = RecordingBackend()
        let gauge = withMetricsFactory(backend) {
            ObservableGauge(.init(name: "g", unit: "1", description: "", instrument: .gauge)) { $0.observe(2.5) }
        }
        #expect(try await backend.observe() == [.double(2.5)])
        gauge.cancel()
        #expect(try await backend.observe() == [])
    }

    @Test func anObservableThatIsGoneIsNoLongerRegistered() async throws {
        let backend = RecordingBackend()
        do {
            let gauge = withMetricsFactory(backend) {
                ObservableCounter(.init(name: "g", unit: "1", description: "", instrument: .counter)) { $0.observe(2) }
            }
            withExtendedLifetime(gauge) {}
        }
        #expect(try await backend.observe() == [])
    }

    @Test func whatIsObservedAfterTheEndDoesNotCount() {
        let observations = Observations()
        observations.observe(1)
        #expect(observations.finish().count == 1)
        observations.observe(2)
        #expect(observations.finish().isEmpty)
    }

    @Test func observationsWithoutEndAreBounded() {
        let observations = Observations()
        for number in 0..<150_000 { observations.observe(number) }
        #expect(observations.finish().count == 100_000)
    }

    @Test func aBackendOfTheStandardAPIIsNotAskedToObserve() throws {
        let metrics = TestMetrics()
        let gauge = withMetricsFactory(metrics) {
            ObservableGauge(.init(name: "g", unit: "1", description: "", instrument: .gauge)) { $0.observe(1) }
        }
        #expect(metrics.recorders.isEmpty)
        gauge.cancel()
    }

    @Test func aStandardBackendGetsFloatingPointCountersAndGauges() throws {
        let metrics = TestMetrics()
        withMetricsFactory(metrics) {
            FloatingPointCounter(descriptor).add(1.5)
            Gauge(.init(name: "g", unit: "1", description: "", instrument: .gauge)).record(2.5)
        }
        #expect(try metrics.expectRecorder("g").values == [2.5])
        #expect(try metrics.expectCounter("c").values == [1])  // whole numbers are all that this one knows
    }
}

/// A backend that keeps everything that it is told.
private final class RecordingBackend: RecordingMetricsFactory {
    struct Recorded: Equatable {
        let attributes: Attributes
        let value: Double
    }

    private struct State {
        var definitions: [InstrumentDefinition] = []
        var recorded: [Recorded] = []
        var seriesCount = 0
        var callbacks: [ObjectIdentifier: ObservableCallback] = [:]
        var registrations: [Registration] = []
    }

    private let state = Mutex(State())

    var definitions: [InstrumentDefinition] { state.withLock { $0.definitions } }
    var recorded: [Recorded] { state.withLock { $0.recorded } }
    var seriesCount: Int { state.withLock { $0.seriesCount } }
    var sums: [Attributes: Double] {
        recorded.reduce(into: [:]) { $0[$1.attributes, default: 0] += $1.value }
    }

    func observe() async throws -> [Observations.Observation.Value] {
        let observations = Observations()
        for callback in state.withLock({ Array($0.callbacks.values) }) { try await callback(observations) }
        return observations.finish().map(\.value)
    }

    func makeInstrument(_ definition: InstrumentDefinition) -> any RecordingInstrument {
        state.withLock { $0.definitions.append(definition) }
        return Instrument(backend: self)
    }

    func observe(
        _ definition: InstrumentDefinition,
        callback: @escaping ObservableCallback
    ) -> any ObservableRegistration {
        let registration = Registration(backend: self)
        state.withLock { state in
            state.registrations.append(registration)  // so that its identity stays its own
            state.callbacks[ObjectIdentifier(registration)] = callback
        }
        return registration
    }

    private final class Registration: ObservableRegistration {
        let backend: RecordingBackend
        init(backend: RecordingBackend) { self.backend = backend }
        func cancel() { backend.state.withLock { $0.callbacks[ObjectIdentifier(self)] = nil } }
    }

    private final class Instrument: RecordingInstrument {
        let backend: RecordingBackend
        init(backend: RecordingBackend) { self.backend = backend }
        var isEnabled: Bool { true }
        func series(_ attributes: Attributes) -> any RecordingSeries {
            backend.state.withLock { $0.seriesCount += 1 }
            return Series(backend: backend, attributes: attributes)
        }
    }

    private final class Series: RecordingSeries {
        let backend: RecordingBackend
        let attributes: Attributes
        init(backend: RecordingBackend, attributes: Attributes) {
            self.backend = backend
            self.attributes = attributes
        }
        func record(_ value: Int64) { record(Double(value)) }
        func record(_ value: Double) {
            backend.state.withLock { $0.recorded.append(Recorded(attributes: attributes, value: value)) }
        }
    }

    // Everything that an instrument of this module would not use.
    func makeCounter(label: String, dimensions: [(String, String)]) -> any CounterHandler {
        NOOPMetricsHandler.instance
    }
    func makeRecorder(label: String, dimensions: [(String, String)], aggregate: Bool) -> any RecorderHandler {
        NOOPMetricsHandler.instance
    }
    func makeTimer(label: String, dimensions: [(String, String)]) -> any TimerHandler { NOOPMetricsHandler.instance }
    func destroyCounter(_ handler: any CounterHandler) {}
    func destroyRecorder(_ handler: any RecorderHandler) {}
    func destroyTimer(_ handler: any TimerHandler) {}
}
