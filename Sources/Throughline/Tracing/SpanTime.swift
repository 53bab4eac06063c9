/// When a span started: on the wall clock, for people, and on the monotonic clock, for its duration.
struct SpanTime: Sendable {
    /// Nanoseconds since 1970.
    let wall: UInt64
    private let monotonic: UInt64

    /// Now.
    static func now() -> SpanTime {
        SpanTime(wall: Clocks.wall(), monotonic: Clocks.monotonic())
    }

    /// The instant that a caller gave, or let default to now: `instant` is read here.
    init(at instant: @autoclosure () -> UInt64) {
        let before = Clocks.wall()
        wall = instant()
        let monotonicNow = Clocks.monotonic()
        // An instant of the past is put at its place on the monotonic clock; the default is never before `before`.
        monotonic = wall < before ? monotonicNow &- (before &- wall) : monotonicNow
    }

    private init(wall: UInt64, monotonic: UInt64) {
        self.wall = wall
        self.monotonic = monotonic
    }

    /// The end of a span that started here, in nanoseconds since 1970, never before the start.
    ///
    /// An instant that the caller gave is taken as it is. The default, now, is told from it by reading the wall clock
    /// before and after: then the end is the start plus the time that the monotonic clock has counted.
    func end(at instant: @autoclosure () -> UInt64) -> UInt64 {
        let before = Clocks.wall()
        let given = instant()
        let monotonicNow = Clocks.monotonic()
        let isNow = given >= before && (given &- before < 1_000_000 || given <= Clocks.wall())
        guard isNow else { return max(given, wall) }
        let elapsed = Int64(bitPattern: monotonicNow &- monotonic)
        let (end, isTooLarge) = wall.addingReportingOverflow(UInt64(max(elapsed, 0)))
        return isTooLarge ? .max : end
    }
}
