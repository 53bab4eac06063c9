import Foundation
import ServiceLifecycle
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
    ///   - mailSink: Where it mails receipts; without one it prints them. It is started when that one listens.
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

        let process = Process()
        process.executableURL = try Self.executable()
        process.arguments = ["serve", "--port", String(port)] + (partnerURL.map { ["--partner", $0] } ?? [])
        var environment = ProcessInfo.processInfo.environment
            .filter { !$0.key.hasPrefix("OTEL_") && !$0.key.hasPrefix("THROUGHLINE_") }
        environment["OTEL_EXPORTER_OTLP_ENDPOINT"] = "http://127.0.0.1:\(receiverPort)"
        environment["OTEL_BSP_SCHEDULE_DELAY"] = "200"
        environment["OTEL_SERVICE_NAME"] = name
        environment["THROUGHLINE_MAIL_URL"] = mailPort.map { "smtp://127.0.0.1:\($0)" }
        process.environment = environment
        let output = Pipe()
        let errors = Pipe()
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = output
        process.standardError = errors

        let hasListened = Mutex(false)
        let lines = LineReader(output.fileHandleForReading) { [url] line in
            guard let address = line.wholeMatch(of: /listening on (http.*)/)?.1 else { return }
            hasListened.withLock { $0 = true }
            url.yield(TerminalText(address).text)
        }
        let complaints = LineReader(errors.fileHandleForReading)

        let (ends, end) = AsyncStream.makeStream(of: Void.self)
        process.terminationHandler = { _ in end.finish() }
        try process.run()
        let child = Child(id: process.processIdentifier)
        await withTaskCancellationHandler {
            await withGracefulShutdownHandler {
                // Not cancelled with the task: a child that was asked to end is waited for.
                await Task { for await _ in ends {} }.value
            } onGracefulShutdown: {
                child.end()
            }
        } onCancel: {
            child.end()
        }
        child.hasEnded()
        await lines.end()
        await complaints.end()
        url.finish()

        let hasOpened = hasListened.withLock { $0 }
        if child.wasAskedToEnd {
            let status = process.terminationStatus
            switch process.terminationReason {
            case .exit where status == 0: return
            // One that is asked so early does not know yet how to end well.
            case .uncaughtSignal where status == SIGTERM && !hasOpened: return
            default: break
            }
        }
        throw Self.failure(
            of: process,
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

    private static func failure(of process: Process, port: Int, hasListened: Bool, complaint: String) -> DemoFailure {
        if !hasListened, complaint.contains("is taken") {
            return DemoFailure("port \(port) on 127.0.0.1 is taken; choose another with --shop-port or SHOP_PORT")
        }
        let how = process.terminationReason == .uncaughtSignal ? "was ended by signal" : "ended with status"
        let when = hasListened ? "" : " before it listened"
        return DemoFailure(
            "the Shop \(how) \(process.terminationStatus)\(when)" + (complaint.isEmpty ? "" : ":\n\(complaint)")
        )
    }
}

/// A child process, which can be asked to end from anywhere, until it has.
private final class Child: Sendable {
    private enum State {
        case running
        case asked
        case ended(wasAsked: Bool)
    }

    private let id: Int32
    private let state = Mutex(State.running)

    init(id: Int32) {
        self.id = id
    }

    /// Asks the process to end. One that has not after a while is killed.
    func end() {
        let isFirst = state.withLock { state in
            guard case .running = state else { return false }
            state = .asked
            kill(id, SIGTERM)
            return true
        }
        guard isFirst else { return }
        Task.detached { [self] in
            try? await Task.sleep(for: .seconds(15))
            state.withLock { state in
                if case .asked = state { _ = kill(id, SIGKILL) }
            }
        }
    }

    /// From now on the id may belong to another process.
    func hasEnded() {
        state.withLock { state in
            if case .asked = state { state = .ended(wasAsked: true) } else { state = .ended(wasAsked: false) }
        }
    }

    var wasAskedToEnd: Bool {
        state.withLock { state in
            switch state {
            case .running: false
            case .asked: true
            case .ended(let wasAsked): wasAsked
            }
        }
    }
}
