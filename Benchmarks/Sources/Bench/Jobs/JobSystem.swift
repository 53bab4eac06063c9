import ArgumentParser

/// What runs the jobs.
enum JobSystem: CaseIterable {
    case ours
    /// The same with a signing key and a tracer that records everything.
    case oursInFull
    case huey
    case djangoQ

    /// How jobs are enqueued.
    enum Form: String, ExpressibleByArgument {
        /// Each when the one before is on the disk.
        case single
        /// The same by 64 tasks.
        case concurrent
        /// By 1,000 in a call, or in a transaction.
        case bulk
    }

    /// Where the worker is, seen from who enqueues.
    enum Place {
        case sameProcess
        case otherProcess
    }

    /// What a process of it does.
    enum Role {
        case enqueue(Form)
        case work
        case pickUp(Place)
    }

    var title: String {
        switch self {
        case .ours: "ThroughlineJobs, synchronous=FULL"
        case .oursInFull: "ThroughlineJobs, synchronous=FULL, signed, every span recorded"
        case .huey: "huey, synchronous=FULL"
        case .djangoQ: "django-q2, synchronous=NORMAL"
        }
    }

    /// What becomes of a job whose worker is killed.
    var promise: String {
        switch self {
        case .ours, .oursInFull, .djangoQ: "acknowledged after the run"
        case .huey: "forgotten before the run"
        }
    }

    var forms: [Form] {
        switch self {
        case .ours: [.single, .concurrent, .bulk]
        case .oursInFull, .huey: [.single]
        case .djangoQ: [.single, .bulk]
        }
    }

    var places: [Place] {
        switch self {
        case .ours: [.sameProcess, .otherProcess]
        case .oursInFull: []
        case .huey, .djangoQ: [.otherProcess]
        }
    }

    /// How many jobs are run, or enqueued together.
    var jobs: Int {
        switch self {
        case .ours, .oursInFull: 50_000
        case .huey: 10_000
        case .djangoQ: 4_000
        }
    }

    var measurements: [JobsReport.Measurement] {
        forms.map { .enqueue(self, $0) } + [.work(self)] + places.map { .pickUp(self, $0) }
    }

    func aim(_ form: Form) -> String { self == .ours && form == .concurrent ? "20,000 a second" : "" }

    var isThere: Bool {
        switch self {
        case .ours, .oursInFull: true
        case .huey, .djangoQ: Python.executable != nil
        }
    }

    func start(_ role: Role, _ arguments: [String]) throws -> Child? {
        switch self {
        case .ours: try Child(Child.executable, role.command + arguments)
        case .oursInFull: try Child(Child.executable, role.command + arguments + ["--full"])
        case .huey: try Python.start("huey_queue.py", role.measurement + arguments)
        case .djangoQ: try Python.start("django_q_queue.py", role.measurement + arguments)
        }
    }
}

extension JobSystem.Role {
    /// Of this program.
    fileprivate var command: [String] {
        switch self {
        case .enqueue(let form): ["enqueue-cost", "--form", form.rawValue]
        case .work: ["work-cost"]
        case .pickUp(let place): ["pick-up"] + (place == .sameProcess ? ["--worker"] : [])
        }
    }

    /// Of `Python/job_measurements.py`.
    fileprivate var measurement: [String] {
        switch self {
        case .enqueue(let form): ["enqueue"] + (form == .bulk ? ["--bulk"] : [])
        case .work: ["work"]
        case .pickUp: ["pick-up"]
        }
    }
}
