import AsyncHTTPClient
import NIOHTTP1
import ServiceLifecycle
import Synchronization
import ThroughlineViewer

/// Sends the Shop its first requests and shows their traces; then, if it stays open, those of any others.
final class Tour: Service {
    private let shop: ShopProcess
    private let mailSink: MailSink
    private let store: TelemetryStore
    private let output: Output
    private let timeout: Duration
    private let staysOpen: Bool
    private let result = Mutex<String?>("it was stopped before every trace had arrived")

    init(
        shop: ShopProcess,
        mailSink: MailSink,
        store: TelemetryStore,
        output: Output,
        timeout: Duration,
        staysOpen: Bool
    ) {
        self.shop = shop
        self.mailSink = mailSink
        self.store = store
        self.output = output
        self.timeout = timeout
        self.staysOpen = staysOpen
    }

    /// What was wrong with the traces of the first requests; `nil` if they have all arrived complete.
    var problem: String? { result.withLock { $0 } }

    func run() async throws {
        guard let url = try await cancelWhenGracefulShutdown({ try await self.visitShop() }), staysOpen else { return }
        let terminal = TraceTerminal(store: store, renderer: output.renderer) { [output] in
            output.write($0)
        }
        output.write(
            """
            The Shop stays open. Try:
                curl '\(url)/slow?ms=50'
                curl '\(url)/call?path=/boom'
            Its traces appear here. Ctrl-C ends both.

            """
        )
        await terminal.run()
    }

    /// - Returns: The Shop's URL; `nil` if it never opened.
    private func visitShop() async throws -> String? {
        let deadline = ContinuousClock.now.advanced(by: timeout)
        guard let url = try await shopURL(before: deadline) else { return nil }
        output.write("The Shop listens on \(url) and sends its spans to this process.\n")

        var configuration = HTTPClient.Configuration()
        configuration.tracing.tracer = nil
        let answers = try await HTTPClient.withHTTPClient(configuration: configuration) { client in
            var answers: [Visit.Answer] = []
            for visit in Visit.all { try await answers.append(visit.pay(to: url, with: client)) }
            return answers
        }

        let findings = zip(Visit.all, answers).map { Finding(visit: $0, answer: $1) }
        _ = await store.wait(timeout: ContinuousClock.now.duration(to: deadline)) { store in
            for finding in findings where try await !finding.isSettled(in: store) { return false }
            return true
        }
        guard !Task.isCancelled else { return url }
        try await show(findings)
        return url
    }

    /// - Throws: ``DemoFailure`` if the Shop has not said where it listens when the time is over.
    private func shopURL(before deadline: ContinuousClock.Instant) async throws -> String? {
        try await withThrowingTaskGroup(of: String?.self) { [shop, timeout] group in
            group.addTask { await shop.urls.first { _ in true } }
            group.addTask {
                // Throws if there is no need to wait any more.
                guard (try? await Task.sleep(until: deadline)) != nil else { return nil }
                throw DemoFailure("the Shop has not said where it listens, for \(timeout.components.seconds) seconds")
            }
            defer { group.cancelAll() }
            return try await group.next() ?? nil
        }
    }

    private func show(_ findings: [Finding]) async throws {
        var problems: [String] = []
        for finding in findings {
            let request = "\(finding.visit.method.rawValue) \(finding.visit.path)"
            let trace = try await finding.trace(in: store)
            output.write(output.title("\(request) → \(finding.answer.status)", finding.visit.remark))
            output.write(trace.map { output.renderer.render($0, logs: $0.logs) } ?? "no trace\n")
            // Names of spans and headers, which have come from outside.
            let found = try await finding.problems(in: store).map { TerminalText($0).text }
            if !found.isEmpty { problems.append("  \(request): \(found.joined(separator: "; "))") }
        }
        let mails = mailSink.mails
        for mail in mails {
            let (recipient, subject) = (mail.header("To") ?? "", mail.header("Subject") ?? "")
            output.write("✉ to \(TerminalText(recipient).text): \(TerminalText(subject).text)")
        }
        if mails.count != Visit.all.count(where: \.leavesReceipt) {
            problems.append("  \(mails.count) receipts have arrived")
        }
        if problems.isEmpty {
            output.write("✓ All \(findings.count { $0.visit.expected != nil }) traces have arrived complete.\n")
            result.withLock { $0 = nil }
        } else {
            let problem = "not everything has arrived as it should:\n" + problems.joined(separator: "\n")
            if staysOpen { output.write("✗ \(problem)\n") }
            result.withLock { $0 = problem }
        }
    }
}
