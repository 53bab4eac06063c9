import Synchronization
import TestSupport
import Testing

@testable import ThroughlineMail

struct KeptConnectionTests {
    @Test func `an explicit open keeps the connection for several calls`() async throws {
        let transport = ScriptedTransport()
        let mailer = Mailer(transport)
        #expect(try await mailer.open())
        #expect(try await !mailer.open())
        try await mailer.send([.small(to: "a")])
        try await mailer.send([.small(to: "b")])
        try await mailer.close()
        try await mailer.close()
        try await mailer.send([.small(to: "c")])
        #expect(transport.log == ["open", "deliver a", "deliver b", "close", "open", "deliver c", "close"])
    }

    @Test func `a mailer with a connection closes it in the end, also after an error`() async throws {
        let transport = ScriptedTransport()
        let mailer = Mailer(transport)
        let sent = try await mailer.withConnection { mailer in
            try await mailer.send([.small(to: "a")]) + mailer.send([.small(to: "b")])
        }
        #expect(sent == 2)
        await #expect(throws: ScriptedTransport.Failure.self) {
            try await mailer.withConnection { _ in throw ScriptedTransport.Failure() }
        }
        #expect(transport.log == ["open", "deliver a", "deliver b", "close", "open", "close"])
    }

    @Test func `calls over a kept connection take turns`() async throws {
        let active = Mutex(0)
        let transport = ScriptedTransport { mail in
            #expect(
                active.withLock {
                    $0 += 1; return $0
                } == 1
            )
            await Task.yield()
            active.withLock { $0 -= 1 }
            return DeliveryResult(accepting: mail)
        }
        let mailer = Mailer(transport)
        try await mailer.open()
        try await withThrowingTaskGroup(of: Int.self) { group in
            for number in 0..<50 {
                group.addTask { try await mailer.send([.small(to: "m\(number)"), .small(to: "n\(number)")]) }
            }
            let sent = try await group.reduce(0, +)
            #expect(sent == 100)
        }
        try await mailer.close()
        #expect(transport.log.filter { $0 == "open" }.count == 1)
        #expect(Set(transport.log).count == 102)
    }

    @Test func `who waits for a turn can be cancelled`() async throws {
        let gate = Gate()
        let transport = ScriptedTransport(heldAt: gate)
        let mailer = Mailer(transport)
        try await mailer.open()
        async let first = mailer.send([.small(to: "a")])
        await gate.arrival()
        let second = Task { try await mailer.send([.small(to: "b")]) }
        while mailer.kept.waitingCount == 0 { await Task.yield() }
        second.cancel()
        await #expect(throws: CancellationError.self) { try await second.value }
        gate.open()
        #expect(try await first == 1)
        try await mailer.close()
    }

    @Test func `calls without a kept connection overlap`() async throws {
        let gate = Gate()
        let transport = ScriptedTransport(heldAt: gate)
        let mailer = Mailer(transport)
        async let first = mailer.send(.small(to: "a"))
        async let second = mailer.send(.small(to: "b"))
        for _ in 0..<2 { await gate.arrival() }
        gate.open()
        _ = try await (first, second)
        #expect(transport.log.firstIndex(of: "close") == 4)
    }

    @Test func `a kept connection that is of no more use is replaced`() async throws {
        let transport = ScriptedTransport(mailsPerConnection: 1)
        let mailer = Mailer(transport)
        try await mailer.open()
        try await mailer.send([.small(to: "a")])
        try await mailer.send([.small(to: "b")])
        try await mailer.close()
        #expect(transport.log == ["open", "deliver a", "close", "open", "deliver b", "close"])
    }

    @Test func `an open that fails is an error, or silently false`() async throws {
        let mailer = Mailer(ScriptedTransport(onOpen: { _ in throw ScriptedTransport.Failure() }))
        await #expect(throws: ScriptedTransport.Failure.self) { try await mailer.open() }
        #expect(try await !mailer.open(failSilently: true))
    }

    @Test func `an explicit close says what went wrong`() async throws {
        let mailer = Mailer(ScriptedTransport(onClose: { throw ScriptedTransport.Failure() }))
        try await mailer.open()
        await #expect(throws: ScriptedTransport.Failure.self) { try await mailer.close() }
        try await mailer.close()
    }

    @Test func `a cancelled task closes what is kept all the same, when its turn comes`() async throws {
        let gate = Gate()
        let transport = ScriptedTransport(heldAt: gate)
        let mailer = Mailer(transport)
        try await mailer.open()
        async let first = mailer.send([.small(to: "a")])
        await gate.arrival()
        let closing = Task { await mailer.shutdown() }
        while mailer.kept.waitingCount == 0 { await Task.yield() }
        closing.cancel()
        gate.open()
        #expect(try await first == 1)
        await closing.value
        #expect(transport.log == ["open", "deliver a", "close"])
    }

    @Test func `who waits for a turn and is cancelled has a result for each mail`() async throws {
        let gate = Gate()
        let transport = ScriptedTransport(heldAt: gate)
        let mailer = Mailer(transport)
        try await mailer.open()
        async let first = mailer.send([.small(to: "a")])
        await gate.arrival()
        let second = Task { await mailer.deliver([.small(to: "b"), .small(to: "c")]) }
        while mailer.kept.waitingCount == 0 { await Task.yield() }
        second.cancel()
        let results = await second.value
        #expect(results.map(\.outcome) == [.failed, .failed])
        #expect(results.allSatisfy { $0.error is CancellationError })
        gate.open()
        #expect(try await first == 1)
        try await mailer.close()
    }
}
