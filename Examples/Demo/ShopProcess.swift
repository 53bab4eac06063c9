import Foundation
import ServiceLifecycle
import Spawning
import Synchronization
import ThroughlineViewer

/// A shop as a child process, which never outlives this service.
final class ShopProcess: Service {
    /// Where the shop listens, once it does.
    let urls: AsyncStream<String>

    private let name: String
    private let port: Int
    private let receiverPorts: AsyncStream<Int>
    private let partner: ShopProcess?
    private let mailSink: MailSink?
    private let url: AsyncStream<String>.Continuation

    /// - Parameters:
    ///   - name: The service's name in its traces.
    ///   - port: The port to listen on; 0 for any that is free.
    ///   - receiverPorts: The port that the spans go to. The shop is started when it is known.
    ///   - partner: Another shop, which this one asks for prices. This one is started when that one listens.
    ///   - mailSink: Where it mails receipts; without one it keeps them to itself. It is started when that one listens.
    init(
        name: String,
        port: Int,
        receiverPorts: AsyncStream<Int>,
        partner: ShopProcess? = nil,
        mailSink: MailSink? = nil
    ) {
        self.name = name
        self.port = port
        self.receiverPorts = receiverPorts
        self.partner = partner
        self.mailSink = mailSink
        (urls, url) = AsyncStream.makeStream()
    }

    /// Runs the shop until a graceful shutdown or the task's cancellation, then ends it and waits for its end.
    /// - Throws: ``DemoFailure`` if it does not start, ends by itself, or ends otherwise than well.
    func run() async throws {
        let receiverPort = await cancelWhenGracefulShutdown { [receiverPorts] in
            await receiverPorts.first { _ in true }
        }
        let partnerURL = await cancelWhenGracefulShutdown { [partner] in
            await partner?.urls.first { _ in true }
        }
        let mailPort = await cancelWhenGracefulShutdown { [mailSink] in
            await mailSink?.ports.first { _ in true }
        }
        guard let receiverPort, !Task.isCancelled, !Task.isShuttingDownGracefully else { return }

        var arguments = ["serve", "--port", String(port)]
        if let partnerURL { arguments += ["--partner", partnerURL] }
        if let mailPort { arguments += ["--mail", "smtp://127.0.0.1:\(mailPort)"] }
        var environment = ProcessInfo.processInfo.environment
            .filter { !$0.key.hasPrefix("OTEL_") && !$0.key.hasPrefix("THROUGHLINE_") }
        environment["OTEL_EXPORTER_OTLP_ENDPOINT"] = "http://127.0.0.1:\(receiverPort)"
        environment["OTEL_BSP_SCHEDULE_DELAY"] = "200"
        environment["OTEL_BLRP_SCHEDULE_DELAY"] = "200"
        environment["OTEL_SERVICE_NAME"] = name
        let output = Pipe()
        let errors = Pipe()
        let process = try ChildProcess(
            Self.executable().path,
            arguments,
            environment: environment,
            output: .pipe(output),
            errors: .pipe(errors)
        )

        let hasListened = Mutex(false)
        let lines = LineReader(output.fileHandleForReading) { [url] line in
            guard let address = line.wholeMatch(of: /listening on (http.*)/)?.1 else { return }
            hasListened.withLock { $0 = true }
            url.yield(TerminalText(address).text)
        }
        let complaints = LineReader(errors.fileHandleForReading)

        let request = EndRequest(for: process)
        let end = await withTaskCancellationHandler {
            await withGracefulShutdownHandler {
                // A child that was asked to end is waited for, in a cancelled task too.
                await process.end()
            } onGracefulShutdown: {
                request.send()
            }
        } onCancel: {
            request.send()
        }
        await lines.end()
        await complaints.end()
        url.finish()

        let hasOpened = hasListened.withLock { $0 }
        if request.wasSent {
            switch end {
            case .exited(status: 0): return
            // One that is asked so early does not know yet how to end well.
            case .killed(signal: SIGTERM) where !hasOpened: return
            default: break
            }
        }
        throw Self.failure(
            end,
            port: port,
            hasListened: hasOpened,
            complaint: complaints.lastLines.map { TerminalText($0).text }.joined(separator: "\n")
        )
    }

    private static func executable() throws -> URL {
        let directory = (Bundle.main.executableURL ?? URL(filePath: CommandLine.arguments[0]))
            .deletingLastPathComponent()
        let shop = directory.appending(path: "shop")
        guard FileManager.default.isExecutableFile(atPath: shop.path) else {
            throw DemoFailure("there is no shop in \(directory.path); build it with: swift build --product shop")
        }
        return shop
    }

    private static func failure(
        _ end: ChildProcess.End,
        port: Int,
        hasListened: Bool,
        complaint: String
    ) -> DemoFailure {
        if !hasListened, complaint.contains("is taken") {
            return DemoFailure("port \(port) on 127.0.0.1 is taken; choose another with --shop-port or SHOP_PORT")
        }
        let how =
            switch end {
            case .exited(let status): "ended with status \(status)"
            case .killed(let signal): "was ended by signal \(signal)"
            }
        let when = hasListened ? "" : " before it listened"
        return DemoFailure("the Shop \(how)\(when)" + (complaint.isEmpty ? "" : ":\n\(complaint)"))
    }
}

/// Asks a process to end, once, from wherever it is asked for.
private final class EndRequest: Sendable {
    private let process: ChildProcess
    private let isSent = Mutex(false)

    init(for process: ChildProcess) {
        self.process = process
    }

    var wasSent: Bool { isSent.withLock { $0 } }

    /// A process that has not ended after a while is killed.
    func send() {
        let isFirst = isSent.withLock { isSent in
            defer { isSent = true }
            return !isSent
        }
        guard isFirst else { return }
        process.send(SIGTERM)
        Task.detached { [process] in
            try? await Task.sleep(for: .seconds(15))
            process.send(SIGKILL)
        }
    }
}
