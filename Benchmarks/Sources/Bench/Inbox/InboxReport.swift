import Foundation

/// What a buffered request costs, beside one that is written into a table by hand.
struct InboxReport {
    let rounds: Int
    /// How many of the requests are made, in percent.
    let share: Int

    func report() throws {
        var accepted: [InboxServer.Form: Samples] = [:]
        var processed = Samples()
        var pickedUp = Samples()
        for _ in 0..<rounds {
            for form in InboxServer.Form.allCases {
                let folder = try Tools.makeFolder("inbox")
                defer { try? FileManager.default.removeItem(at: folder) }
                let database = folder.path + "/inbox.sqlite"
                guard let rate = try accept(form, database) else { continue }
                accepted[form, default: Samples()].add(["rate": rate])
                if form == .inbox { processed.add(try Child.measure(["inbox-cost", "--file", database])) }
            }
            pickedUp.add(try pickUp())
        }
        rows(accepted, processed, pickedUp)
    }

    private func rows(_ accepted: [InboxServer.Form: Samples], _ processed: Samples, _ pickedUp: Samples) {
        let title = "accepted over HTTP, 16 connections, each 202 on the disk"
        for form in InboxServer.Form.allCases {
            let name = form == .inbox ? "a buffered route" : "a Hummingbird route that writes a row"
            Table.row("\(title): \(name)", accepted[form].map { "\(Int($0["rate"])) a second" } ?? missing, "")
        }
        if let ours = accepted[.inbox], let row = accepted[.row] {
            let ratio = Table.format(ours.ratio("rate", to: row))
            Table.row("accepted, a buffered route beside one that writes a row", "\(ratio) times", "at least 1.0")
        }
        Table.row(
            "process what was accepted, with a handler that does nothing",
            processed.isEmpty
                ? missing : "\(Int(processed["rate"])) a second, \(Table.format(processed["cpu"])) s CPU for 1,000",
            ""
        )
        Table.row(
            "from the client's request to the start of its processing, 50 a second",
            "p50 \(Table.format(pickedUp["p50"])) ms, p99 \(Table.format(pickedUp["p99"])) ms",
            ""
        )
    }

    private var missing: String { Tools.missing("wrk") }

    /// Requests a second; `nil` where there is nothing to send them with.
    private func accept(_ form: InboxServer.Form, _ database: String) throws -> Double? {
        let server = try ServerProcess(["inbox-server", "--form", form.rawValue, "--file", database])
        defer { server.finish() }
        let url = "http://127.0.0.1:\(server.port)/notes"
        guard try Wrk.run(url, seconds: 1, script: "Lua/post.lua") != nil else { return nil }  // warm up
        return try Wrk.run(url, seconds: max(5 * share / 100, 1), script: "Lua/post.lua")?.requestsPerSecond
    }

    private func pickUp() throws -> [String: Double] {
        let folder = try Tools.makeFolder("inbox")
        defer { try? FileManager.default.removeItem(at: folder) }
        let requests = max(250 * share / 100, 50)
        let starts = folder.path + "/starts"
        try StartTimes.create(starts, jobs: requests)
        return try Child.measure([
            "inbox-pick-up", "--file", folder.path + "/inbox.sqlite", "--starts", starts, "--requests", "\(requests)",
        ])
    }
}
