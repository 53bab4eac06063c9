import Foundation
import Testing

/// How long the waterfall takes to appear, and its frames while it is scrolled. It prints what it has seen, and holds nothing: how
/// fast a machine is is no rule.
@Suite(
    "Measurements in a browser",
    .serialized,
    .enabled(if: Browser.isInstalled && ProcessInfo.processInfo.environment["THROUGHLINE_MEASURE"] != nil),
    .timeLimit(.minutes(5))
)
struct Measurements {
    @Test("of a waterfall", arguments: [10_000, 50_000])
    func waterfall(count: Int) async throws {
        let trace = SentTrace.large(count, errorsEvery: 997)
        try await RunningViewer.with { viewer in
            try await viewer.receive(trace)
            try await Browser.with { browser in
                var drawn: [Double] = []
                for _ in 0..<5 {
                    try await browser.open("\(viewer.url)/traces/\(trace.id)")
                    let entry = "performance.getEntriesByName('waterfall')[0]?.startTime"
                    drawn.append(try await browser.wait(for: entry))
                }
                // As far in a frame as a wheel that is turned fast.
                let scrolling = """
                    (() => {
                        const rows = document.querySelector('.rows');
                        const times = [];
                        const step = (time) => {
                            times.push(time);
                            rows.scrollTop += 120;
                            if (times.length <= 300) requestAnimationFrame(step);
                            else window.frames_ = times.slice(1).map((time, index) => time - times[index]);
                        };
                        requestAnimationFrame(step);
                        return true;
                    })()
                    """
                let _: Bool = try await browser.value(scrolling)
                let frames: [Double] = try await browser.wait(for: "window.frames_")
                let late = frames.count { $0 > 20 }
                print(
                    """
                    \(count) spans: drawn \(Int(drawn.min() ?? 0)) ms after the page was asked for (the best of five, the worst \
                    \(Int(drawn.max() ?? 0))); frames while scrolling: median \(quantile(0.5, of: frames)) ms, 95 % below \
                    \(quantile(0.95, of: frames)) ms, \(late) of \(frames.count) were late.
                    """
                )
            }
        }
    }

    private func quantile(_ share: Double, of numbers: [Double]) -> String {
        let sorted = numbers.sorted()
        return String(format: "%.1f", sorted[min(sorted.count - 1, Int(Double(sorted.count) * share))])
    }
}
