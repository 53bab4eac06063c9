import NIOCore
import NIOSSL
import NIOTLS

/// What arrives on one connection: replies in their order, the end of the TLS handshake, and the connection's own end.
///
/// It knows how many replies are due. One that nobody asked for ends the connection: whatever the server, or somebody
/// between, wants with it, the next command must not take it for its own answer.
///
/// It is used on the connection's event loop only.
final class SMTPReplyHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    /// Why nothing more will come.
    private(set) var end: SMTPConnectionEnd?
    let life: SMTPConnectionLife
    private(set) var isEncrypted = false
    /// What knows the cipher suite, once TLS has begun.
    var serverHello: TLSServerHelloReader?
    /// Whether what has been sent cannot be taken back, so that its outcome is worth waiting for.
    var isCommitted = false
    /// Called once, when ``end`` is set.
    var onEnd: (@Sendable () -> Void)?

    private var parser = SMTPReplyParser()
    private var replies = CircularBuffer<SMTPReply>()
    /// How many replies will come yet; at first the greeting.
    private var due = 1
    private let channel: any Channel
    private var timer: EventLoopTimer?
    private var waiter: CheckedContinuation<Void, Never>?
    private var deadline = NIODeadline.distantFuture
    /// Where every wait ends, after a cancellation.
    private var latest = NIODeadline.distantFuture
    private var operation = 0
    private var phase: SMTPPhase

    init(channel: any Channel, phase: SMTPPhase = .greeting) {
        self.channel = channel
        life = SMTPConnectionLife()
        self.phase = phase
    }

    /// Says that so many commands are sent, each of which gets a reply.
    func expect(_ replies: Int) { due += replies }

    /// Takes the next reply that has arrived.
    func takeReply() -> SMTPReply? { replies.popFirst() }

    /// Whether nothing has arrived that was not taken, not even a part of a reply.
    var isDrained: Bool { replies.isEmpty && parser.isEmpty }

    /// Whether a reply can be taken.
    var hasReply: Bool { !replies.isEmpty }

    /// Whether replies are due that have not been taken.
    var isExpecting: Bool { due > 0 || !replies.isEmpty }

    /// Waits until there is something new: a reply, room for more bytes, encryption, the end, or what ``wake()`` tells of.
    nonisolated(nonsending) func change(in phase: SMTPPhase, before deadline: NIODeadline) async {
        guard end == nil else { return }
        self.phase = phase
        wake(at: min(deadline, latest))
        await withCheckedContinuation { waiter = $0 }
    }

    /// Whoever waits looks again.
    func wake() { resume() }

    /// Ends the connection. Only the first reason counts.
    func finish(_ reason: SMTPConnectionEnd) {
        guard end == nil else { return }
        end = reason
        life.end()
        timer?.cancel()
        channel.close(promise: nil)
        onEnd?()
        onEnd = nil
        resume()
    }

    /// Begins something that can be cancelled.
    func beginOperation() -> Int { operation }

    /// A cancellation that comes from here on is too late, and must not hit what comes next.
    func endOperation() {
        operation += 1
        isCommitted = false
        latest = .distantFuture
    }

    /// Whether the operation was cancelled, and only its answer is waited for.
    var isCancelled: Bool { latest != .distantFuture }

    /// The task that does the operation is cancelled. Where ``isCommitted`` is set, the answer is waited for so long yet.
    func cancel(_ operation: Int, grace: Duration) {
        guard operation == self.operation else { return }
        guard isCommitted else { return finish(.cancelled) }
        latest = NIODeadline.now() + TimeAmount(grace)
        if waiter != nil, latest < deadline { wake(at: latest) }
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard end == nil else { return }
        parser.append(unwrapInboundIn(data))
        do {
            while let reply = try parser.next() { take(reply) }
        } catch {
            finish(.failed(error))
        }
        if !replies.isEmpty { resume() }
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        if context.channel.isWritable { resume() }
        context.fireChannelWritabilityChanged()
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case .handshakeCompleted? = event as? TLSUserEvent {
            isEncrypted = true
            resume()
        }
        context.fireUserInboundEventTriggered(event)
    }

    func channelInactive(context: ChannelHandlerContext) {
        finish(.failed(.connectionLost(reason: "the server closed the connection")))
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        switch (phase, error) {
        case (_, NIOSSLError.uncleanShutdown):
            finish(.failed(.connectionLost(reason: "the server closed the connection, and TLS with it")))
        case (.handshake, _) where !isEncrypted: finish(.failed(.tlsFailed(reason: TLSFailure.reason(error))))
        default: finish(.failed(.connectionLost(reason: "\(error)")))
        }
    }

    private func take(_ reply: SMTPReply) {
        if due > 0 {
            due -= 1
            replies.append(reply)
        } else if reply.code >= 400 {
            finish(.dismissed(reply))
        } else {
            finish(.failed(.protocolViolation(reason: "the server sent a reply to no command")))
        }
    }

    private func resume() {
        waiter?.resume()
        waiter = nil
    }

    /// Sees to it that the wait ends at the deadline. A timer that fires before it is left running, as most waits are short
    /// and to set a timer costs more than to look at the clock.
    private func wake(at deadline: NIODeadline) {
        self.deadline = deadline
        guard deadline != .distantFuture else { return }
        if let timer {
            if timer.deadline <= deadline { return }
            timer.cancel()
        }
        timer = EventLoopTimer(at: deadline, on: channel.eventLoop) { [weak self] in self?.timerFired() }
    }

    private func timerFired() {
        timer = nil
        guard waiter != nil else { return }
        if NIODeadline.now() >= deadline {
            finish(.failed(.timedOut(phase: phase.rawValue)))
        } else {
            wake(at: deadline)
        }
    }
}

/// One shot of a timer that knows when it fires.
private struct EventLoopTimer {
    let deadline: NIODeadline
    private let task: Scheduled<Void>

    init(at deadline: NIODeadline, on eventLoop: any EventLoop, _ body: @escaping () -> Void) {
        self.deadline = deadline
        task = eventLoop.assumeIsolated().scheduleTask(deadline: deadline, body)
    }

    func cancel() { task.cancel() }
}
