import ArgumentParser
import Throughline
import ThroughlineMail

/// Mails a second, and CPU a mail in microseconds, over one connection to a server that is there.
struct MailCost: AsyncParsableCommand {
    @Option var port: Int
    @Option var mails = 5_000
    @Flag(help: "Compose each mail; otherwise it is bytes already.")
    var composed = false
    @Flag(help: "Record every span, and export it to nowhere.")
    var traced = false
    @Option(help: "Use STARTTLS, and trust the certificates in this file.")
    var authority: String?

    func run() async throws {
        var telemetry: Telemetry?
        if traced {
            var configuration = Configuration(serviceName: "bench")
            configuration.metrics.exporters = []
            configuration.traces.exporters = [.custom(NullExporter())]
            configuration.traces.sampler = .alwaysOn
            telemetry = try Telemetry.bootstrap(configuration)
        }
        let server = authority == nil ? "127.0.0.1" : "localhost"
        let security = authority.map { "tls=required&ca=\($0)" } ?? "tls=none"
        let url = try MailURL("smtp://\(server):\(port)?pool=1&messages=1000000&\(security)")
        let mailer = Mailer(try SMTPTransport(url: url))

        try await send(mails / 10, with: mailer)  // warm up
        let (cpu, start) = (Usage.cpu(), Usage.wall())
        try await send(mails, with: mailer)
        await telemetry?.forceFlush()
        let (seconds, used) = ((Usage.wall() - start) / 1e9, (Usage.cpu() - cpu) / 1e3)
        print("rate", Double(mails) / seconds)
        print("cpu", used / Double(mails))
        print("dropped", telemetry?.statistics.dropped[.queueFull] ?? 0)
        await mailer.shutdown()
        await telemetry?.shutdown()
    }

    /// One mail that is not sent is an error.
    private func send(_ count: Int, with mailer: Mailer) async throws {
        if composed {
            try await mailer.send((0..<count).map(SampleMail.composed))
        } else {
            let mails = try (0..<count).map { _ in
                try EncodedMail(rfc822: SampleMail.raw, envelope: SampleMail.envelope)
            }
            try await mailer.send(mails)
        }
    }
}
