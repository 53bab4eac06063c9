import Metrics
import MetricsTestKit
import SemanticConventions
import Testing

@testable import ThroughlineMail

struct MailMetricsTests {
    private let server = [
        ("server.address", "mail.example.com"), ("server.port", "587"), ("throughline.mail.transport", "scripted"),
    ]

    private func metrics(_ body: () async throws -> Void) async rethrows -> TestMetrics {
        let metrics = TestMetrics()
        try await withMetricsFactory(metrics) { try await body() }
        return metrics
    }

    @Test func `mails are counted by how it ended for them`() async throws {
        let transport = ScriptedTransport { mail in
            mail.envelope.recipients[0].localPart == "b" ? .refusing(mail) : DeliveryResult(accepting: mail)
        }
        let messages = ["a", "b", "c", nil].map { MailMessage.small(to: $0) }
        let metrics = try await metrics { try await Mailer(transport).send(messages, failSilently: true) }
        func count(_ outcome: String, _ more: [(String, String)] = []) throws -> Int64 {
            let dimensions = server + [("throughline.mail.outcome", outcome)] + more
            return try metrics.expectCounter("throughline.mail.messages", dimensions).totalValue
        }
        #expect(try count("sent") == 2)
        #expect(try count("refused", [("error.type", "5.7.1")]) == 1)
        #expect(try count("skipped") == 1)
    }

    @Test func `a server cannot make up any number of series`() async throws {
        let replies = [
            SMTPReply(code: 550, enhancedCode: EnhancedStatusCode(5, 712, 88_123), text: ""),
            SMTPReply(code: 777, text: ""),
            SMTPReply(code: 452, enhancedCode: EnhancedStatusCode(4, 2, 2), text: ""),
        ]
        let metrics = await metrics {
            for reply in replies {
                let transport = ScriptedTransport { _ in DeliveryResult(outcome: .refused, reply: reply) }
                _ = await Mailer(transport).deliver([.small(to: "a")])
            }
            _ = try? await Mailer(ScriptedTransport()).send(.small(to: nil))
        }
        for (outcome, type) in [
            ("refused", "550"), ("refused", "invalid_reply"), ("refused", "4.2.2"), ("failed", "missing_recipients"),
        ] {
            let dimensions = server + [("throughline.mail.outcome", outcome), ("error.type", type)]
            #expect(try metrics.expectCounter("throughline.mail.messages", dimensions).totalValue == 1)
        }
    }

    @Test func `every operation's duration is recorded`() async throws {
        let metrics = try await metrics {
            try await Mailer(ScriptedTransport()).send([.small(to: "a"), .small(to: "b")])
        }
        for (operation, count) in [("send_messages", 1), ("open", 1), ("send_message_item", 2), ("close", 1)] {
            let dimensions = server + [("throughline.mail.operation", operation)]
            let timer = try metrics.expectTimer("throughline.mail.operation.duration", dimensions)
            #expect(timer.values.count == count)
        }
    }

    @Test func `connections are counted, and the wait for a pool's is recorded`() async throws {
        let metrics = try await metrics {
            try await Mailer(ScriptedTransport()).send(.small(to: "a"))
            try await Mailer(ScriptedTransport(isReused: true)).send(.small(to: "a"))
        }
        for isReused in ["true", "false"] {
            let dimensions = server + [("throughline.mail.connection.reused", isReused)]
            #expect(try metrics.expectCounter("throughline.mail.connections", dimensions).totalValue == 1)
        }
        #expect(try metrics.expectTimer("throughline.mail.connection.wait_time", server).values == [3_000_000])
    }

    @Test func `the metrics have a unit that a backend can look up`() {
        for descriptor in [
            MetricDescriptor.mailMessages, .mailOperationDuration, .mailConnections, .mailConnectionWaitTime,
        ] {
            #expect(MetricDescriptor.conventional[descriptor.name] == descriptor)
        }
    }
}
