import Foundation

/// What a job costs on PostgreSQL, beside Python's `pgqueuer` and `procrastinate` on the same server, with `fsync` on.
struct PostgresReport {
    let rounds: Int
    /// How many of the jobs are run, in percent.
    let share: Int

    enum System: String, CaseIterable {
        case ours = "ThroughlineJobs"
        case pgqueuer = "pgqueuer, batched"
        case procrastinate

        var script: String? {
            switch self {
            case .ours: nil
            case .pgqueuer: "pgqueuer_queue.py"
            case .procrastinate: "procrastinate_queue.py"
            }
        }

        #if PostgreSQL
        static let isBuilt = true
        #else
        static let isBuilt = false
        #endif
    }

    enum Measurement: CaseIterable {
        case single, concurrent, bulk, work, pickUp

        /// So many that it takes some seconds.
        func jobs(_ system: System) -> Int {
            switch self {
            case .single: 5_000
            case .concurrent, .bulk: 50_000
            case .work: system == .procrastinate ? 4_000 : 50_000
            case .pickUp: 250
            }
        }

        var title: String {
            switch self {
            case .single: "enqueue one by one"
            case .concurrent: "enqueue from 64 concurrent producers"
            case .bulk: "enqueue 1,000 at a time"
            case .work: "run jobs that do nothing"
            case .pickUp: "from enqueueing to start, 50 a second, worker in another process"
            }
        }
    }

    func report() throws {
        guard System.isBuilt, let server = try PostgresServer.start() else {
            return Table.row("jobs on PostgreSQL", "needs libpq and PostgreSQL (Scripts/setup-postgres)", "")
        }
        defer { server.end() }
        for measurement in Measurement.allCases {
            var samples: [System: Samples] = [:]
            for _ in 0..<rounds {
                for system in System.allCases {
                    guard let numbers = try run(measurement, system, server) else { continue }
                    samples[system, default: Samples()].add(numbers)
                }
            }
            for system in System.allCases {
                guard measurement != .concurrent || system == .ours else { continue }
                let result = samples[system].map { describe(measurement, $0) } ?? Tools.missing("Python's packages")
                Table.row("\(measurement.title): \(system.rawValue) on PostgreSQL", result, aim(measurement, system))
            }
            compare(measurement, samples)
        }
    }

    private func describe(_ measurement: Measurement, _ samples: Samples) -> String {
        switch measurement {
        case .single, .concurrent, .bulk: "\(Int(samples["rate"])) a second, \(Int(samples["cpu"])) µs CPU each"
        case .work: "\(Int(samples["rate"])) a second, \(Table.format(samples["cpu"])) s CPU for 1,000"
        case .pickUp: "p50 \(Table.format(samples["p50"])) ms, p99 \(Table.format(samples["p99"])) ms"
        }
    }

    private func aim(_ measurement: Measurement, _ system: System) -> String {
        measurement == .pickUp && system == .ours ? "p50 under 3 ms" : ""
    }

    private func compare(_ measurement: Measurement, _ samples: [System: Samples]) {
        guard measurement != .concurrent, measurement != .pickUp, let ours = samples[.ours] else { return }
        let ratios = [System.pgqueuer, .procrastinate].compactMap { system in
            samples[system].map { ours.ratio("rate", to: $0) }
        }
        guard let least = ratios.min() else { return }
        Table.row("\(measurement.title), beside the better of both", "\(Table.format(least)) times", "at least 1.5")
    }

    /// Each on a database of its own.
    private func run(_ measurement: Measurement, _ system: System, _ server: PostgresServer) throws -> [String: Double]?
    {
        guard system == .ours || Python.executable != nil, measurement != .concurrent || system == .ours else {
            return nil
        }
        let folder = try Tools.makeFolder("jobs")
        defer { try? FileManager.default.removeItem(at: folder) }
        let starts = folder.path + "/starts"
        let jobs = max(measurement.jobs(system) * share / 100, 50)
        try StartTimes.create(starts, jobs: jobs)
        let files = ["--file", try server.makeDatabase(), "--starts", starts, "--jobs", "\(jobs)"]
        func start(_ ours: [String], _ theirs: [String]) throws -> Child? {
            guard let script = system.script else { return try Child(Child.executable, ours + files) }
            return try Python.start(script, theirs + files)
        }
        switch measurement {
        case .single: return try start(["enqueue-cost"], ["enqueue"])?.numbers()
        case .concurrent: return try start(["enqueue-cost", "--form", "concurrent"], [])?.numbers()
        case .bulk: return try start(["enqueue-cost", "--form", "bulk"], ["enqueue", "--bulk"])?.numbers()
        case .work:
            _ = try start(["enqueue-cost", "--form", "bulk"], ["enqueue", "--bulk"])?.numbers()
            return try start(["work-cost"], ["work"])?.numbers()
        case .pickUp:
            // Who makes the tables is there first.
            let worker = try start(["work-cost"], ["work"])
            defer { worker?.terminate() }
            let numbers = try start(["pick-up"], ["pick-up"])?.numbers()
            _ = try worker?.numbers()  // it ends when there is nothing more to do
            return numbers
        }
    }
}
