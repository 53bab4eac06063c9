import Foundation

/// What a job costs, beside Python's `huey` and `django-q2`, all on SQLite.
struct JobsReport {
    let rounds: Int
    /// How many of the jobs are run, in percent.
    let share: Int

    func report() throws {
        let systems = JobSystem.allCases
        var samples: [Measurement: Samples] = [:]
        for _ in 0..<rounds {
            for system in systems {
                for measurement in system.measurements {
                    guard let numbers = try run(measurement, system) else { continue }
                    samples[measurement, default: Samples()].add(numbers)
                }
            }
        }
        enqueued(samples)
        worked(samples)
        pickedUp(samples)
    }

    // MARK: Rows

    private func enqueued(_ samples: [Measurement: Samples]) {
        for (form, title) in [
            (JobSystem.Form.single, "one by one"), (.concurrent, "from 64 concurrent producers"),
            (.bulk, "1,000 at a time"),
        ] {
            for system in JobSystem.allCases where system.forms.contains(form) {
                row("enqueue \(title): \(system.title)", samples[.enqueue(system, form)], system.aim(form)) {
                    "\(Int($0["rate"])) a second, \(Int($0["cpu"])) µs CPU each"
                }
            }
            if form == .single { besideHuey(samples) }
        }
    }

    private func besideHuey(_ samples: [Measurement: Samples]) {
        guard let ours = samples[.enqueue(.ours, .single)], let huey = samples[.enqueue(.huey, .single)] else { return }
        Table.row(
            "enqueue one by one, ThroughlineJobs beside huey",
            "\(Table.format(ours.ratio("rate", to: huey))) times",
            "at least 1.0"
        )
    }

    private func worked(_ samples: [Measurement: Samples]) {
        for system in JobSystem.allCases {
            row(
                "run jobs that do nothing: \(system.title), \(system.promise)",
                samples[.work(system)],
                system == .ours ? "20,000 a second" : ""
            ) { "\(Int($0["rate"])) a second, \(Table.format($0["cpu"])) s CPU for 1,000\($0.droppedNote)" }
        }
    }

    private func pickedUp(_ samples: [Measurement: Samples]) {
        for system in JobSystem.allCases {
            for place in system.places {
                let title = place == .sameProcess ? "worker in the same process" : "worker in another process"
                row(
                    "from enqueueing to start, 50 a second, \(title): \(system.title)",
                    samples[.pickUp(system, place)],
                    system == .ours ? "p50 under 2 ms" : ""
                ) { "p50 \(Table.format($0["p50"])) ms, p99 \(Table.format($0["p99"])) ms" }
            }
        }
    }

    private func row(_ title: String, _ result: Samples?, _ aim: String, _ format: (Samples) -> String) {
        Table.row(title, result.map(format) ?? Tools.missing("Python's packages"), aim)
    }

    // MARK: Runs

    /// Each on a database of its own.
    private func run(_ measurement: Measurement, _ system: JobSystem) throws -> [String: Double]? {
        guard system.isThere else { return nil }
        let folder = try Tools.makeFolder("jobs")
        defer { try? FileManager.default.removeItem(at: folder) }
        let (database, starts) = (folder.appendingPathComponent("jobs.sqlite").path, folder.path + "/starts")
        let jobs = max(measurement.jobs * share / 100, 50)
        try StartTimes.create(starts, jobs: jobs)
        let files = ["--file", database, "--starts", starts, "--jobs", "\(jobs)"]

        switch measurement {
        case .enqueue(_, let form): return try system.start(.enqueue(form), files)?.numbers()
        case .work:
            _ = try system.start(.enqueue(.bulk), files)?.numbers()
            return try system.start(.work, files)?.numbers()
        case .pickUp(_, .sameProcess): return try system.start(.pickUp(.sameProcess), files)?.numbers()
        case .pickUp(_, .otherProcess):
            let worker = try system.start(.work, files)
            defer { worker?.terminate() }
            let numbers = try system.start(.pickUp(.otherProcess), files)?.numbers()
            _ = try worker?.numbers()  // it ends when there is nothing more to do
            return numbers
        }
    }

    enum Measurement: Hashable {
        case enqueue(JobSystem, JobSystem.Form)
        case work(JobSystem)
        case pickUp(JobSystem, JobSystem.Place)

        /// So many that it takes some seconds.
        var jobs: Int {
            switch self {
            case .enqueue(let system, .single): system == .djangoQ ? 4_000 : 10_000
            case .enqueue(let system, _), .work(let system): system.jobs
            case .pickUp: 250
            }
        }
    }
}
