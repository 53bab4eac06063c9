import Testing

@testable import ThroughlineViewer

@Suite struct TraceSettlingTests {
    private var settling = TraceSettling<ManualClock.Instant>(
        quietPeriod: .milliseconds(500),
        incompletePeriod: .seconds(6)
    )
    private let first: Trace.ID
    private let second: Trace.ID

    init() throws {
        first = try #require(Trace.ID(bytes: traceID(1)))
        second = try #require(Trace.ID(bytes: traceID(2)))
    }

    private func at(_ milliseconds: Int) -> ManualClock.Instant {
        ManualClock.Instant(offset: .milliseconds(milliseconds))
    }

    @Test mutating func `A complete trace is due after the quiet period`() {
        settling.change(first, isComplete: true, at: at(100))
        #expect(settling.nextDeadline == at(600))
        #expect(settling.takeDue(at: at(599)).isEmpty)
        #expect(settling.takeDue(at: at(600)) == [first])
        #expect(settling.takeDue(at: at(9_000)).isEmpty)
        #expect(settling.nextDeadline == nil)
    }

    @Test mutating func `Every span begins the quiet period anew`() {
        settling.change(first, isComplete: true, at: at(0))
        settling.change(first, isComplete: true, at: at(400))
        #expect(settling.takeDue(at: at(899)).isEmpty)
        #expect(settling.takeDue(at: at(900)) == [first])
    }

    @Test mutating func `A trace of which spans are missing waits longer`() {
        settling.change(first, isComplete: false, at: at(0))
        settling.change(second, isComplete: true, at: at(10))
        #expect(settling.nextDeadline == at(510))
        #expect(settling.takeDue(at: at(5_999)) == [second])
        #expect(settling.takeDue(at: at(6_000)) == [first])

        // And no longer when they come.
        settling.change(first, isComplete: false, at: at(7_000))
        settling.change(first, isComplete: true, at: at(7_100))
        #expect(settling.takeDue(at: at(7_600)) == [first])
    }

    @Test mutating func `What is due comes in the order in which it was quiet`() {
        settling.change(second, isComplete: true, at: at(0))
        settling.change(first, isComplete: true, at: at(1))
        #expect(settling.takeDue(at: at(10_000)) == [second, first])
        settling.change(first, isComplete: true, at: at(0))
        settling.change(second, isComplete: false, at: at(0))
        #expect(settling.takeAll() == [first, second])
        #expect(settling.takeAll().isEmpty)
    }
}
