import ThroughlineJobs
import ThroughlineMail

/// Mails the receipt, the last link of an order's chain.
struct SendReceipt: Job {
    static let name = "send_receipt"
    let order: Int64

    func run(_ context: JobContext) async throws {
        let database = try context.dependency(ShopDatabase.self)
        guard let order = try await database.order(order), let product = try await database.product(order.product)
        else {
            return
        }
        var message = MailMessage(
            from: "The Shop <shop@example.com>",
            to: [Mailbox(address: try EmailAddress(order.email))],
            subject: "Your receipt: \(product.name)"
        )
        message.text = """
            Thank you for your order.

            \(order.quantity) × \(product.name): \(order.price)
            """
        // The same at each attempt: who gets the mail twice sees that it is one.
        message.messageID = "order-\(self.order).\(context.id)@shop.example.com"
        do {
            try await context.dependency(Mailer.self).send(message)
        } catch let error as MailError where !error.isTemporary {
            // Refused for good, or perhaps sent: to send it again is no remedy.
            throw PermanentFailure(error)
        }
    }
}
