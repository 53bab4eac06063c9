/// A ``HelloServer`` in a process of its own.
final class HelloProcess {
    private let server: ServerProcess
    private let url: String

    init(_ setup: HelloSetup, collector: Int) throws {
        server = try ServerProcess(["hello-server", "--setup", setup.rawValue, "--collector", "\(collector)"])
        url = "http://127.0.0.1:\(server.port)/hello"
    }

    struct Load {
        /// Requests a second that were answered.
        let requestsPerSecond: Double
        /// CPU time of the server process, all its threads, for one request, in nanoseconds.
        let cpuPerRequest: Double
        /// Spans that were dropped, of all requests.
        let droppedShare: Double
    }

    /// Sends requests for a while, over 16 connections; `nil` if there is no `wrk` to do it.
    func load(seconds: Int) throws -> Load? {
        guard try Wrk.run(url, seconds: 1) != nil else { return nil }  // warm up
        let before = try usage()
        guard let result = try Wrk.run(url, seconds: seconds) else { return nil }
        let after = try usage()
        let requests = Double(result.requests)
        return Load(
            requestsPerSecond: result.requestsPerSecond,
            cpuPerRequest: (after.cpu - before.cpu) / requests,
            droppedShare: (after.dropped - before.dropped) / requests
        )
    }

    private func usage() throws -> (cpu: Double, dropped: Double) {
        let words = try server.ask()
        guard words.count == 4, let cpu = Double(words[1]), let dropped = Double(words[3]) else { throw server.failure }
        return (cpu, dropped)
    }

    func finish() { server.finish() }
}
