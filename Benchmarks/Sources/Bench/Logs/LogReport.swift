/// What a log line costs.
struct LogReport {
    let rounds: Int

    func report() throws {
        var costs: [LogCost.Backend: Samples] = [:]
        for _ in 0..<rounds {
            for backend in LogCost.Backend.allCases {
                let result = try Child.measure(["log-cost", "--backend", backend.rawValue])
                costs[backend, default: Samples()].add(result)
            }
        }
        guard let stream = costs[.stream], let noop = costs[.noop] else { return }
        Table.row("log line, 3 values, to nobody", "\(Int(noop["cpu"])) ns", "")
        Table.row("log line, 3 values, `StreamLogHandler` to /dev/null", "\(Int(stream["cpu"])) ns", "")
        for (backend, title) in [(LogCost.Backend.recorded, "to OTLP"), (.traced, "to OTLP, within a span")] {
            guard let cost = costs[backend] else { continue }
            let ratio = Table.format(cost.ratio("cpu", to: stream))
            Table.row(
                "log line, 3 values, \(title)",
                "\(Int(cost["cpu"])) ns, \(ratio) times `StreamLogHandler`\(cost.droppedNote)",
                "at most 1.0 times"
            )
        }
    }
}
