/// What a measurement costs.
struct MetricReport {
    let rounds: Int

    func report() throws {
        let rows: [(title: String, code: String)] = [
            ("an atomic addition", "atomic"),
            ("counter, a series that is held", "counter-held"),
            ("counter, three attributes each time", "counter-lookup"),
            ("counter of swift-metrics, held", "counter-standard"),
            ("histogram of 14 boundaries, a series that is held", "histogram-held"),
            ("exponential histogram, a series that is held", "exponential-held"),
            ("histogram of 14 boundaries, three attributes each time", "histogram-lookup"),
            ("timer of swift-metrics, held", "timer-standard"),
        ]
        var one: [String: Samples] = [:]
        var two: [String: Samples] = [:]
        var shared: [String: Samples] = [:]
        for _ in 0..<rounds {
            for (_, code) in rows {
                one[code, default: Samples()].add(try Child.measure(["metric-cost", "--code", code]))
                let threads = ["metric-cost", "--code", code, "--threads", "2"]
                two[code, default: Samples()].add(try Child.measure(threads))
                shared[code, default: Samples()].add(try Child.measure(threads + ["--shared", "1"]))
            }
        }
        func nanoseconds(_ samples: Samples?) -> String { Table.format((samples ?? Samples())["cpu"]) }
        for (title, code) in rows {
            Table.row(
                title,
                """
                \(nanoseconds(one[code])) ns; two threads, a series each: \(nanoseconds(two[code])) ns, the same series: \
                \(nanoseconds(shared[code])) ns
                """,
                ""
            )
        }
    }
}
