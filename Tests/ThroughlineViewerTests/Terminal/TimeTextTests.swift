import Testing

@testable import ThroughlineViewer

@Suite struct TimeTextTests {
    @Test(
        arguments: [
            (0, "0 ns"), (999, "999 ns"), (1_000, "1.00 µs"), (1_234, "1.23 µs"), (1_235, "1.24 µs"),
            (9_994, "9.99 µs"),
            (9_995, "10.0 µs"), (12_345, "12.3 µs"), (99_949, "99.9 µs"), (99_950, "100 µs"), (999_499, "999 µs"),
            (999_500, "1.00 ms"), (3_210_000, "3.21 ms"), (41_000_000, "41.0 ms"), (128_400_000, "128 ms"),
            (999_500_000, "1.00 s"), (12_300_000_000, "12.3 s"), (59_940_000_000, "59.9 s"), (59_950_000_000, "1m 00s"),
            (125_400_000_000, "2m 05s"), (3_599_400_000_000, "59m 59s"), (3_599_500_000_000, "1h 00m"),
            (11_220_000_000_000, "3h 07m"), (360_000_000_000_000, "4d"), (.max, "213503d"),
        ] as [(UInt64, String)]
    )
    func `Durations are written in three digits`(nanoseconds: UInt64, text: String) {
        #expect(TimeText.duration(nanoseconds: nanoseconds) == text)
        #expect(text.count <= 7)
    }

    @Test(
        arguments: [
            (0, "00:00:00.000Z"), (1_788_264_271_120_999_999, "12:04:31.120Z"), (86_399_999_999_999, "23:59:59.999Z"),
            (.max, "23:34:33.709Z"),
        ] as [(UInt64, String)]
    )
    func `The time of day is in UTC`(unixNano: UInt64, text: String) {
        #expect(TimeText.timeOfDay(unixNano: unixNano) == text)
    }

    @Test(
        arguments: [
            (0, 100, "━━━━━━━━━━"), (0, 50, "━━━━━     "), (50, 50, "     ━━━━━"), (25, 50, "  ╺━━━━╸  "),
            (0, 0, "╸         "), (99, 0, "         ╺"), (100, 0, "         ╺"), (500, 500, "         ╺"),
            (0, 1_000, "━━━━━━━━━━"), (14, 2, " ━        "), (95, .max, "         ╺"),
        ] as [(UInt64, UInt64, String)]
    )
    func `Bars show when and for how long`(offset: UInt64, duration: UInt64, bar: String) {
        #expect(TimeBar.text(offset: offset, duration: duration, total: 100, columns: 10) == bar)
    }

    @Test func `A trace without a duration has bars too`() {
        #expect(TimeBar.text(offset: 0, duration: 0, total: 0, columns: 3) == "╸  ")
        #expect(TimeBar.text(offset: 0, duration: 0, total: 0, columns: 0) == "")
    }
}
