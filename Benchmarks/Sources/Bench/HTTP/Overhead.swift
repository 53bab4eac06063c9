import ArgumentParser
import Foundation

/// What `TelemetryMiddleware` takes from a Hummingbird server that does nothing else: requests a second and CPU a request,
/// beside the same server without it.
struct Overhead: AsyncParsableCommand {
    @Option(help: "How often each setup has its turn; the table shows medians.")
    var rounds = 7
    @Option(help: "How long a turn is, in seconds.")
    var seconds = 4
    @Option(help: "Some of the setups only.")
    var setup: [HelloSetup] = []

    func run() async throws {
        Table.head()
        try report()
    }

    func report() throws {
        try requestCosts()
        try served()
    }

    /// Without a network: what the middleware adds shows, also on a machine that has other things to do.
    private func requestCosts() throws {
        let setups = HelloSetup.allCases
        var costs: [HelloSetup: [Double]] = [:]
        for _ in 0..<rounds {
            for setup in setups {
                let result = try Child.measure(["request-cost", "--setup", setup.rawValue])
                costs[setup, default: []].append(result["cpu"] ?? .nan)
            }
        }
        let plain = Table.median(costs[.plain])
        for setup in setups {
            guard let title = setup.title else { continue }
            let cost = Table.median(costs[setup])
            Table.row("\(title), no network: CPU a request", "\(Int(cost - plain)) ns on top of \(Int(plain)) ns", "")
        }
    }

    private func served() throws {
        let sink = try SinkProcess()
        defer { _ = sink.finish() }
        let setups = setup.isEmpty ? HelloSetup.allCases : [.plain] + setup.filter { $0 != .plain }
        var loads: [HelloSetup: [HelloProcess.Load]] = [:]
        for _ in 0..<rounds {
            for setup in setups {
                let server = try HelloProcess(setup, collector: sink.port)
                defer { server.finish() }
                guard let load = try server.load(seconds: seconds) else {
                    return Table.row("Hummingbird's hello-world with the middleware", "needs wrk", "")
                }
                loads[setup, default: []].append(load)
            }
        }
        guard let plain = loads[.plain] else { return }
        Table.row(
            "Hummingbird's hello-world, 16 connections",
            "\(Int(median(plain, \.requestsPerSecond))) requests a second, \(Int(median(plain, \.cpuPerRequest))) ns CPU each",
            ""
        )
        for setup in setups {
            guard let title = setup.title, let loads = loads[setup] else { continue }
            let rate = median(loads, \.requestsPerSecond) / median(plain, \.requestsPerSecond)
            let cpu = median(loads, \.cpuPerRequest)
            let dropped = median(loads, \.droppedShare)
            Table.row(
                "the same with \(title): requests a second",
                """
                \(Table.format(rate)) times (\(Int(median(loads, \.requestsPerSecond))) a second), \
                CPU \(Table.format(cpu / median(plain, \.cpuPerRequest))) times (\(Int(cpu)) ns each\
                \(dropped > 0 ? ", \(Table.format(dropped * 100)) % of the spans dropped" : ""))
                """,
                setup.aim
            )
        }
    }

    private func median(_ loads: [HelloProcess.Load], _ value: (HelloProcess.Load) -> Double) -> Double {
        Table.median(loads.map(value))
    }
}

extension HelloSetup {
    fileprivate var title: String? {
        switch self {
        case .plain: nil
        case .bystander: "a middleware that does nothing"
        case .noTracer: "TelemetryMiddleware, nothing bootstrapped"
        case .unsampled: "TelemetryMiddleware, unsampled"
        case .exported: "TelemetryMiddleware, everything sampled and exported"
        case .metered: "TelemetryMiddleware, everything sampled and exported, and metrics"
        case .hummingbirdTracing: "Hummingbird's own TracingMiddleware, everything sampled and exported"
        }
    }

    fileprivate var aim: String {
        switch self {
        case .unsampled: "at least 0.97"
        case .exported: "at least 0.90"
        default: ""
        }
    }
}
