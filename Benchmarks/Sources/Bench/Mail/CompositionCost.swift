import ArgumentParser
import ThroughlineMail

/// What composing a mail takes by itself, in microseconds of CPU.
struct CompositionCost: AsyncParsableCommand {
    enum Form: String, CaseIterable, ExpressibleByArgument {
        case ascii
        case umlauts
        case html
        case attachment
    }

    @Option var form: Form = .ascii
    @Option var mails = 20_000

    func run() async throws {
        let message = form.message
        for _ in 0..<mails / 10 { _ = try message.encoded() }  // warm up
        let start = Usage.cpu()
        var size = 0
        for _ in 0..<mails { size = try message.encoded().size }
        print("cpu", (Usage.cpu() - start) / 1e3 / Double(mails))
        print("size", size)
    }
}

extension CompositionCost.Form {
    var title: String {
        switch self {
        case .ascii: "1 KB of ASCII"
        case .umlauts: "1 KB with umlauts, quoted-printable"
        case .html: "the same as text and as HTML"
        case .attachment: "the same and 100 KB attached, base64"
        }
    }

    var message: MailMessage {
        var message = SampleMail.composed(1)
        if self == .ascii { return message }
        let text = SampleMail.body.replacing("fox", with: "Füchse")
        message.subject = "Ihre Quittung über 12 €"
        message.text = text
        if self == .umlauts { return message }
        message.html = "<p>\(text)</p>"
        if self == .html { return message }
        message.attachments = [Attachment(filename: "receipt.pdf", data: [UInt8](repeating: 7, count: 100_000))]
        return message
    }
}
