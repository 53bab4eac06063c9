import Foundation
import Hummingbird
import TestSupport
import Testing
import ThroughlineInbox

@Suite("A client that is slow", .timeLimit(.minutes(5)))
struct SlowClientTests {
    @Test("is not waited for, and nothing of it is stored, while others are answered")
    func slowBody() async throws {
        let broker = InMemoryBroker()
        var options = Inbox.Options.quick()
        options.bodyTimeout = .milliseconds(50)
        let inbox = try Inbox(events: broker, options: options)
        let router = Router()
        inbox.install(on: router)
        let head = "POST /events HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
        let body = Visit().json
        let answers = try await router.serve { port in
            try await RawConnection.with(port: port) { slow in
                try await slow.send(head + "Content-Length: 100\r\n\r\n{\"key\":")
                let answered = try await RawConnection.with(port: port) { quick in
                    try await quick.send(head + "Content-Length: \(body.utf8.count)\r\n\r\n\(body)")
                    return try await quick.answer()?.status
                }
                let slow = try await slow.answer()
                return (answered, slow?.status, slow?.headers["connection"])
            }
        }
        #expect(answers.0 == 202)
        #expect(answers.1 == 408)
        #expect(answers.2 == "close")
        #expect(try await broker.entries(EntryFilter()).count == 1)
    }

    @Test("that goes away in the midst of its request leaves nothing")
    func goneClient() async throws {
        let broker = InMemoryBroker()
        let inbox = try Inbox(events: broker)
        let router = Router()
        inbox.install(on: router)
        try await router.serve { port in
            try await RawConnection.with(port: port) { client in
                try await client.send(
                    "POST /events HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\n{\"key\":"
                )
                client.closeOutput()
                _ = await client.readToReset()
            }
        }
        #expect(try await broker.entries(EntryFilter()).isEmpty)
    }
}
