/// What a mail costs, beside Python's `smtplib` and curl.
struct MailReport {
    let rounds: Int
    /// How many of the mails are sent, in percent.
    let share: Int

    func report() async throws {
        try compositions()
        try await plain()
        try encrypted()
    }

    private func compositions() throws {
        var samples: [CompositionCost.Form: Samples] = [:]
        for _ in 0..<rounds {
            for form in CompositionCost.Form.allCases {
                let mails = (form == .attachment ? 2_000 : 20_000) * share / 100
                let numbers = try Child.measure(["composition-cost", "--form", form.rawValue, "--mails", "\(mails)"])
                samples[form, default: Samples()].add(numbers)
            }
        }
        for form in CompositionCost.Form.allCases {
            guard let cost = samples[form] else { continue }
            Table.row(
                "composing a mail, \(form.title)",
                "\(Table.format(cost["cpu"])) µs CPU (\(Int(cost["size"])) bytes)",
                ""
            )
        }
    }

    private func plain() async throws {
        guard let sink = try await SMTPSink() else {
            return Table.row("mails of 1 KB over one connection", Tools.missing("smtp-sink"), "")
        }
        defer { sink.finish() }
        let clients = [MailClient.raw, .composed, .traced, .smtplibRaw, .smtplibComposed, .curl]
        let results = try measure(clients, rounds: rounds, mails: 5_000 * share / 100, port: sink.port)
        for client in clients {
            row(
                "1 KB to smtp-sink over one connection: \(client.title)",
                results[client],
                client == .composed ? "at most 60 µs CPU" : ""
            )
        }
        guard let ours = results[.raw], let curl = results[.curl] else { return }
        Table.row(
            "mails a second, ThroughlineMail beside curl",
            "\(Table.format(ours.ratio("rate", to: curl))) times",
            "at least 2.0"
        )
    }

    private func encrypted() throws {
        guard let server = try StartTLSServer() else {
            return Table.row("the same with STARTTLS", Tools.missing("aiosmtpd"), "")
        }
        defer { server.finish() }
        let clients = [MailClient.composed, .smtplibComposed, .curl]
        let results = try measure(
            clients,
            rounds: max(rounds / 2, 1),
            mails: 1_000 * share / 100,
            port: server.port,
            authority: server.authority
        )
        for client in clients {
            row("1 KB to aiosmtpd over one connection with STARTTLS: \(client.title)", results[client], "")
        }
    }

    /// All clients in turn, and that again.
    private func measure(
        _ clients: [MailClient],
        rounds: Int,
        mails: Int,
        port: Int,
        authority: String? = nil
    ) throws -> [MailClient: Samples] {
        var results: [MailClient: Samples] = [:]
        for _ in 0..<rounds {
            for client in clients {
                var arguments = ["--port", "\(port)", "--mails", "\(mails)"]
                if let authority { arguments += ["--authority", authority] }
                if let numbers = try client.measure(arguments) { results[client, default: Samples()].add(numbers) }
            }
        }
        return results
    }

    private func row(_ title: String, _ result: Samples?, _ aim: String) {
        guard let result else { return Table.row(title, Tools.missing("Python's packages"), aim) }
        Table.row(title, "\(Int(result["rate"])) a second, \(Int(result["cpu"])) µs CPU each\(result.droppedNote)", aim)
    }
}

/// Who sends.
private enum MailClient {
    case raw
    case composed
    case traced
    case smtplibRaw
    case smtplibComposed
    case curl

    var title: String {
        switch self {
        case .raw: "ThroughlineMail, mails that are composed already"
        case .composed: "ThroughlineMail, composing each"
        case .traced: "ThroughlineMail, composing each, every span recorded"
        case .smtplibRaw: "Python's smtplib, mails that are composed already"
        case .smtplibComposed: "Python's smtplib, composing each"
        case .curl: "curl (pycurl), mails that are composed already"
        }
    }

    func measure(_ arguments: [String]) throws -> [String: Double]? {
        switch self {
        case .raw: try Child.measure(["mail-cost"] + arguments)
        case .composed: try Child.measure(["mail-cost", "--composed"] + arguments)
        case .traced: try Child.measure(["mail-cost", "--composed", "--traced"] + arguments)
        case .smtplibRaw: try Python.measure("send_smtplib.py", arguments)
        case .smtplibComposed: try Python.measure("send_smtplib.py", ["--composed"] + arguments)
        case .curl: try Python.measure("send_curl.py", arguments)
        }
    }
}
