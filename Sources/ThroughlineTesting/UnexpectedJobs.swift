import ThroughlineJobs

/// What was enqueued is not what was expected.
public struct UnexpectedJobs: Error, CustomStringConvertible {
    public let description: String

    init(expected: Int, _ type: String, _ found: Int, _ waiting: [StoredJob]) {
        let jobs = waiting.map { job in
            let payload = job.payload.map { String(decoding: $0, as: UTF8.self) } ?? "(encrypted)"
            return "\n- \(job.jobType ?? "?") \(payload) in \(job.queue), \(job.state)"
        }
        let all = jobs.isEmpty ? "No job waits." : "These wait:" + jobs.joined()
        description = "expected \(expected == 0 ? "no" : "one") job \(type) like this, found \(found). \(all)"
    }
}
