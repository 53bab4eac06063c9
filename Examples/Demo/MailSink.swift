import NIOCore
import NIOPosix
import ServiceLifecycle
import Synchronization

/// A mail server that takes every mail, and sends none on: what the Shop mails does not leave this process.
final class MailSink: Service {
    /// The port that it listens on, once it does.
    let ports: AsyncStream<Int>

    private let port: AsyncStream<Int>.Continuation
    private let received = Mutex<[ReceivedMail]>([])

    init() {
        (ports, port) = AsyncStream.makeStream()
    }

    /// The mails that have arrived, the first hundred.
    var mails: [ReceivedMail] { received.withLock { $0 } }

    func run() async throws {
        let server = try await ServerBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .bind(host: "127.0.0.1", port: 0) { channel in
                channel.eventLoop.makeCompletedFuture {
                    try NIOAsyncChannel<ByteBuffer, ByteBuffer>(wrappingChannelSynchronously: channel)
                }
            }
        port.yield(server.channel.localAddress?.port ?? 0)
        do {
            try await cancelWhenGracefulShutdown {
                try await server.executeThenClose { clients in
                    try await withThrowingDiscardingTaskGroup { group in
                        for try await client in clients {
                            // A client that goes away in the middle of a mail has sent none.
                            group.addTask { try? await self.serve(client) }
                        }
                    }
                }
            }
        } catch is CancellationError {
            // The end that it is told to come to.
        }
    }

    private func serve(_ client: NIOAsyncChannel<ByteBuffer, ByteBuffer>) async throws {
        try await client.executeThenClose { inbound, outbound in
            var dialogue = MailDialogue()
            try await outbound.write(ByteBuffer(string: MailDialogue.greeting))
            for try await bytes in inbound {
                let answers = try dialogue.answers(to: bytes)
                received.withLock { $0 += dialogue.takeMails().prefix(max(0, 100 - $0.count)) }
                if !answers.isEmpty { try await outbound.write(ByteBuffer(string: answers)) }
                if dialogue.isOver { return }
            }
        }
    }
}
