import Foundation
import Testing

@testable import ThroughlineMail

/// Mails that wait in a queue.
struct MailMessageCodableTests {
    @Test func `a mail comes out of JSON as it went in`() async throws {
        let pairs = try await onOwnThread {
            var source = HostileMail(seed: 7)
            return try (0..<60).map { number in
                var message = source.message()
                switch number % 4 {
                case 0: message.returnPath = .none
                case 1: message.returnPath = .address("bounces@example.com")
                case 2:
                    message.deliveryReports = DeliveryReports(
                        notify: [.failure, .delay],
                        returns: .headers,
                        envelopeID: "1"
                    )
                default: break
                }
                return (message, try JSONDecoder().decode(MailMessage.self, from: JSONEncoder().encode(message)))
            }
        }
        for (number, (message, decoded)) in pairs.enumerated() { #expect(decoded == message, "mail \(number)") }
    }

    @Test func `what a mail does not have need not be there`() throws {
        let json = #"{"from":{"address":"a@example.com"},"to":[{"name":"B","address":"b@example.com"}],"subject":"Hi"}"#
        let message = try JSONDecoder().decode(MailMessage.self, from: Data(json.utf8))
        #expect(message == MailMessage(from: "a@example.com", to: ["B <b@example.com>"], subject: "Hi"))
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        let keys = try JSONSerialization.jsonObject(with: encoder.encode(message)) as? [String: Any]
        #expect(keys.map { $0.keys.sorted() } == ["from", "subject", "to"])
    }

    @Test(arguments: [#""no address""#, #""a@example.com\r\nBcc: b@example.com""#, #""""#, "1"])
    func `what is no address is refused when it is read`(json: String) {
        #expect(throws: DecodingError.self) { try JSONDecoder().decode(EmailAddress.self, from: Data(json.utf8)) }
    }
}
