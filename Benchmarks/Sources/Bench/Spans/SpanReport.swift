/// What a span costs.
struct SpanReport {
    let rounds: Int

    func report() throws {
        try costs()
        try instructions()
        try endToEnd()
        try memory()
    }

    private func costs() throws {
        for (title, code) in [("5 attributes", "attributes"), ("5 attributes in withSpan", "block"), ("bare", "bare")] {
            var ratios: [String: [Double]] = [:]
            var absolute: [String: [Double]] = [:]
            var dropped = 0.0
            for _ in 0..<rounds {
                let floor = try cost("noop", code).cpu
                absolute["noop", default: []].append(floor)
                for backend in ["recorded", "unsampled"] {
                    let result = try cost(backend, code)
                    dropped += result.dropped
                    absolute[backend, default: []].append(result.cpu)
                    ratios[backend, default: []].append(result.cpu / floor)
                }
            }
            for (backend, aim) in [("recorded", "2.0"), ("unsampled", "1.3")] {
                let lost = backend == "recorded" && dropped > 0 ? ", \(Int(dropped)) dropped" : ""
                Table.row(
                    "\(backend) span, \(title): CPU beside the NoOp tracer",
                    """
                    \(Table.format(Table.median(ratios[backend]))) times (\(Int(Table.median(absolute[backend]))) ns beside \
                    \(Int(Table.median(absolute["noop"]))) ns\(lost))
                    """,
                    code == "bare" && backend == "recorded" ? "" : "at most \(aim)"
                )
            }
        }
        for code in ["attributes", "fast"] {
            var ratios: [Double] = []
            for _ in 0..<rounds {
                let one = try cost("recorded", code).cpu
                ratios.append(try cost("recorded", code, threads: 2).cpu / one)
            }
            let title = code == "fast" ? "InstrumentationScope" : "the standard API"
            Table.row(
                "two threads beside one, CPU a span, \(title)",
                "\(Table.format(Table.median(ratios))) times",
                "at most 1.2"
            )
        }
        Table.row(
            "recorded span, 5 attributes, InstrumentationScope",
            "\(Int(Table.median(try (0..<rounds).map { _ in try cost("recorded", "fast").cpu }))) ns",
            ""
        )
    }

    private func cost(_ backend: String, _ code: String, threads: Int = 1) throws -> (cpu: Double, dropped: Double) {
        let result = try Child.measure(["span-cost", "--backend", backend, "--code", code, "--threads", "\(threads)"])
        return (result["cpu"] ?? .nan, result["dropped"] ?? .nan)
    }

    private func instructions() throws {
        guard let count = try Callgrind.instructionsPerEncodedSpan() else {
            return Table.row(
                "encoding 12 attributes, 2 events, 1 link",
                "needs valgrind and objcopy",
                "at most 6,000 instructions"
            )
        }
        Table.row("encoding 12 attributes, 2 events, 1 link", "\(count) instructions", "at most 6,000")
    }

    private func endToEnd() throws {
        for (rate, queue) in [(150_000, 2048), (150_000, 16_384), (0, 16_384)] {
            let runs = try (0..<max(rounds / 2, 1)).map { _ in
                try Child.measure(["end-to-end", "--rate", "\(rate)", "--queue", "\(queue)"])
            }
            let pace = rate == 0 ? "as fast as possible" : "\(rate) a second"
            Table.row(
                "end to end over HTTP, 12 attributes, \(pace), queue of \(queue)",
                """
                \(Int(Table.median(runs.map { $0["arrived"] ?? .nan }))) a second arrived, \
                \(Int(Table.median(runs.map { $0["lost"] ?? .nan }))) lost, \
                \(Int(Table.median(runs.map { $0["cpu"] ?? .nan }))) ns CPU a span
                """,
                rate == 0 ? "" : "150,000 a second, none lost"
            )
        }
    }

    private func memory() throws {
        for queue in [2048, 16_384] {
            let result = try Child.measure(["memory", "--queue", "\(queue)"])
            Table.row(
                "memory with the collector away, a million rich spans, queue of \(queue)",
                "\(Table.format((result["grown"] ?? .nan) / 1_048_576)) MiB, \(Int(result["waiting"] ?? 0)) waiting",
                "queue limit times span size (about 1 KiB)"
            )
        }
    }
}
