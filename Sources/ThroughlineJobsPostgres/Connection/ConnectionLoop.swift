import Foundation

/// What the connections' thread does: it hands requests to connections, makes connections and gives up those that are silent.
final class ConnectionLoop {
    private let settings: ConnectionPool.Settings
    private let mailbox: Mailbox
    private var waiting: [Request] = []
    private var lines: [Line] = []
    private var listener: Line?
    private var backOff = BackOff()
    private var listenerBackOff = BackOff()
    private var dialing = 0
    private var isListenerDialing = false

    /// A connection, and what it is for at the moment.
    private final class Line {
        let connection: Connection
        /// Who has it for himself.
        var session: UInt64?
        /// When what is under way must have been answered.
        var deadline: ContinuousClock.Instant?
        var nextProbe = ContinuousClock.now

        init(_ connection: Connection) {
            self.connection = connection
        }
    }

    init(_ settings: ConnectionPool.Settings, _ mailbox: Mailbox) {
        self.settings = settings
        self.mailbox = mailbox
    }

    func run() {
        while true {
            let news = mailbox.take()
            if news.isShutDown { return shutDown(news) }
            learn(news)
            expire()
            assign()
            if news.isListening { keepListening() }
            sleep(isListening: news.isListening)
        }
    }

    private func learn(_ news: Mailbox.News) {
        for request in news.requests {
            if request.isUrgent { waiting.insert(request, at: 0) } else { waiting.append(request) }
        }
        if !news.cancelled.isEmpty {
            // What has been sent goes on: who does not wait for it must not keep it from being whole.
            let gone = waiting.filter { news.cancelled.contains($0.id) && $0.session == nil }
            waiting.removeAll { news.cancelled.contains($0.id) && $0.session == nil }
            for request in gone { request.completion(.failure(CancellationError())) }
        }
        for session in news.endedSessions {
            guard let line = lines.first(where: { $0.session == session }) else { continue }
            line.session = nil
            if !line.connection.isOutsideTransaction {
                line.connection.breakDown(.connectionLost, "it was left in a transaction")
            }
        }
        for dialed in news.dialed { learn(dialed) }
    }

    private func learn(_ dialed: Mailbox.Dialed) {
        switch (dialed.result, dialed.isListener) {
        case (.success(let connection), false):
            dialing -= 1
            backOff = BackOff()
            lines.append(Line(connection))
        case (.success(let connection), true):
            isListenerDialing = false
            listenerBackOff = BackOff()
            connection.onNotification = { [settings] in settings.onNotification($0) }
            listener = Line(connection)
            // What came before it listened.
            settings.onNotification(nil)
        case (.failure(let error), false):
            dialing -= 1
            backOff.fail(error)
            settings.onFailure(error)
            guard (error as? PostgresError)?.isPermanent ?? true else { return }
            let requests = waiting.filter { $0.session == nil }
            waiting.removeAll { $0.session == nil }
            for request in requests { request.completion(.failure(error)) }
        case (.failure(let error), true):
            isListenerDialing = false
            listenerBackOff.fail(error)
            settings.onFailure(error)
        }
    }

    // MARK: Connections

    private func assign() {
        var left: [Request] = []
        for request in waiting where !start(request) { left.append(request) }
        waiting = left
        guard backOff.isOver else { return }
        let wanted = left.count { $0.session == nil }
        let limit = settings.limit + (left.contains(where: \.isUrgent) ? 1 : 0)
        while dialing < wanted, lines.count + dialing < limit {
            dialing += 1
            dial(settings.dial, isListener: false)
        }
    }

    /// - Returns: Whether it is under way, or over.
    private func start(_ request: Request) -> Bool {
        if let session = request.session {
            guard let line = lines.first(where: { $0.session == session && !$0.connection.isBroken }) else {
                request.completion(.failure(PostgresError(.connectionLost, "the transaction's connection has ended")))
                return true
            }
            guard !line.connection.isBusy else { return false }
            start(request, on: line)
            return true
        }
        guard let line = lines.first(where: { $0.session == nil && !$0.connection.isBusy && !$0.connection.isBroken })
        else { return false }
        start(request, on: line)
        return true
    }

    private func start(_ request: Request, on line: Line) {
        switch request.work {
        case .session:
            line.session = request.id
            request.completion(.success(Rows(count: 0, columns: 0, changes: 0, command: "") { _, _ in nil }))
        case .calls(let calls):
            line.deadline = request.deadline
            line.connection.start(calls) { request.completion($0.mapError { $0 as any Error }) }
        }
    }

    private func dial(_ dial: Dial, isListener: Bool) {
        // Names are resolved by a call that blocks, for as long as it likes.
        let thread = Thread { [mailbox] in
            let result = Result { try dial.connect() }
            mailbox.tell { $0.dialed.append(Mailbox.Dialed(isListener: isListener, result: result)) }
        }
        thread.name = "throughline.dial"
        thread.start()
    }

    private func keepListening() {
        guard let line = listener else {
            guard !isListenerDialing, listenerBackOff.isOver else { return }
            isListenerDialing = true
            return dial(settings.listenerDial, isListener: true)
        }
        guard !line.connection.isBusy, line.nextProbe <= .now else { return }
        line.nextProbe = .now + settings.probeInterval
        line.deadline = .now + settings.probeInterval
        line.connection.start([settings.probe]) { [settings] result in
            if case .success(let rows) = result { settings.onProbe(rows) }
        }
    }

    // MARK: Time

    private func expire() {
        let now = ContinuousClock.now
        var isSilent = false
        for line in lines + (listener.map { [$0] } ?? []) {
            guard line.connection.isBusy, let deadline = line.deadline, deadline <= now else { continue }
            isSilent = true
            line.connection.breakDown(.noAnswer, "the server has not answered in time")
        }
        if isSilent {
            // Where one is silent, others may be as well, and nobody has noticed. New ones are soon there.
            for line in lines where line.session == nil && !line.connection.isBusy {
                line.connection.breakDown(.noAnswer, "others were silent")
            }
        }
        discardBroken()
        guard waiting.contains(where: { $0.deadline.map { $0 <= now } ?? false }) else { return }
        let late = waiting.filter { $0.deadline.map { $0 <= now } ?? false }
        waiting.removeAll { $0.deadline.map { $0 <= now } ?? false }
        let why = (backOff.lastError as? PostgresError)?.message ?? "all connections are in use"
        for request in late {
            request.completion(.failure(PostgresError(.unreachable, "no connection in time: \(why)")))
        }
    }

    private func discardBroken() {
        for line in lines where line.connection.isBroken { line.connection.close() }
        lines.removeAll { $0.connection.isBroken }
        if let line = listener, line.connection.isBroken {
            line.connection.close()
            listener = nil
            listenerBackOff.pauseOnce()
            settings.onSilence()
        }
    }

    /// Sleeps until there is something to do.
    private func sleep(isListening: Bool) {
        discardBroken()
        var wakeUps = waiting.compactMap(\.deadline) + lines.compactMap { $0.connection.isBusy ? $0.deadline : nil }
        if !waiting.isEmpty, !backOff.isOver { wakeUps.append(backOff.end) }
        if isListening {
            if let line = listener {
                wakeUps.append((line.connection.isBusy ? line.deadline : nil) ?? line.nextProbe)
            } else if !isListenerDialing {
                wakeUps.append(listenerBackOff.end)
            }
        }
        let left = wakeUps.min().map { max(.zero, $0 - .now) } ?? .seconds(60)
        let all = lines + (listener.map { [$0] } ?? [])
        var descriptors = [pollfd(fd: mailbox.pipe.reading, events: Int16(POLLIN), revents: 0)]
        for line in all {
            let events = POLLIN | (line.connection.wantsToWrite ? POLLOUT : 0)
            descriptors.append(pollfd(fd: line.connection.descriptor, events: Int16(events), revents: 0))
        }
        let milliseconds = (left / .milliseconds(1)).rounded(.up)
        guard poll(&descriptors, nfds_t(descriptors.count), Int32(min(60_000, milliseconds))) > 0 else { return }
        for (line, descriptor) in zip(all, descriptors.dropFirst()) where descriptor.revents != 0 {
            line.connection.advance()
        }
    }

    private func shutDown(_ news: Mailbox.News) {
        // A connection that is being made ends by itself when nobody takes it.
        let last = mailbox.close()
        for request in waiting + news.requests + last.requests { request.completion(.failure(PostgresError.shutDown)) }
        for line in lines + (listener.map { [$0] } ?? []) { line.connection.close() }
    }
}

/// When the next attempt may be, after some that have failed: 50 ms later, then longer, 5 s at most, by chance a little less.
private struct BackOff {
    private var failures = 0
    private(set) var end = ContinuousClock.now
    private(set) var lastError: (any Error)?

    var isOver: Bool { end <= .now }

    mutating func fail(_ error: any Error) {
        lastError = error
        failures += 1
        let longest = min(5_000, 50 << min(failures - 1, 7))
        end = .now + .milliseconds(longest) * Double.random(in: 0.5...1)
    }

    /// A connection that is lost is not made again in the same instant.
    mutating func pauseOnce() { end = .now + .milliseconds(20) }
}
