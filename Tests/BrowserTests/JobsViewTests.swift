import Testing

@Suite("Jobs and mails in a browser", .serialized, .enabled(if: Browser.isInstalled), .timeLimit(.minutes(5)))
struct JobsViewTests {
    /// A request whose job fails twice, and then does not.
    private func order(_ job: String) -> SentTrace {
        let common = [
            "messaging.system": "throughline_jobs", "messaging.destination.name": "payments",
            "messaging.message.id": job,
            "throughline.job.type": "charge_card", "throughline.job.name": "charge_card",
        ]
        func with(_ more: [String: String]) -> [String: String] { common.merging(more) { $1 } }
        let sent = with(["messaging.operation.type": "send", "messaging.operation.name": "send"])
        let failed = with([
            "messaging.operation.type": "process", "messaging.operation.name": "process",
            "throughline.job.state": "error",
        ])
        let done = failed.merging(["throughline.job.state": "success"]) { $1 }
        return SentTrace([
            .init(name: "POST /orders", duration: 5_000, kind: 2, attributes: ["http.route": "/orders"]),
            .init(name: "send charge_card", parent: 0, start: 1_000, kind: 4, attributes: sent),
            .init(
                name: "process charge_card",
                parent: 1,
                start: 20_000,
                duration: 4_000,
                kind: 5,
                isError: true,
                attributes: failed
            ),
            .init(
                name: "process charge_card",
                parent: 1,
                start: 90_000,
                duration: 4_000,
                kind: 5,
                isError: true,
                attributes: failed
            ),
            .init(name: "process charge_card", parent: 1, start: 300_000, duration: 4_000, kind: 5, attributes: done),
        ])
    }

    @Test("a job is one line, whose failed attempts are told apart, and lead to their spans")
    func line() async throws {
        let trace = order("job-1")
        try await RunningViewer.with { viewer in
            try await viewer.receive(trace)
            try await Browser.with { browser in
                try await browser.open("\(viewer.url)/jobs")
                try await browser.wait(toRead: "charge_card", in: ".jobs .job-type")
                #expect(try await browser.value("document.querySelectorAll('.job').length") == 1)
                #expect(try await browser.value("document.querySelectorAll('.jobs .job-attempt').length") == 3)
                #expect(
                    try await browser.value("document.querySelectorAll('.jobs .job-attempt.is-failed').length") == 2
                )
                #expect(try await browser.value("document.querySelectorAll('.jobs .job-wait').length") == 1)
                #expect(try await browser.value("document.querySelectorAll('.jobs .job-pause').length") == 2)
                try await browser.click(".jobs .job-attempt:not(.is-failed)")
                try await browser.wait(until: "location.pathname === '/traces/\(trace.id)'")
                #expect(
                    try await browser.value("new URLSearchParams(location.search).get('span')") == trace.id(ofSpan: 4)
                )
                #expect(try await browser.complaints() == [])
            }
        }
    }

    @Test("a job that comes in appears by itself, and leaves open what is open")
    func live() async throws {
        try await RunningViewer.with { viewer in
            try await viewer.receive(order("job-1"))
            try await Browser.with { browser in
                try await browser.open("\(viewer.url)/jobs")
                try await browser.wait(toSee: ".job .row-toggle")
                try await browser.click(".job .row-toggle")
                try await browser.wait(until: "document.querySelectorAll('.job-tries li').length === 3")
                try await viewer.receive(order("job-2"))
                try await browser.wait(until: "document.querySelectorAll('.job').length === 2")
                #expect(try await browser.value("document.querySelectorAll('.job.is-open .job-tries li').length") == 3)
                #expect(try await browser.value("document.activeElement.closest('.job').classList.contains('is-open')"))
            }
        }
    }
}
