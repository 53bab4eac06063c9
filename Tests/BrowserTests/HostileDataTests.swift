import Testing

@Suite("Hostile data in a browser", .serialized, .enabled(if: Browser.isInstalled), .timeLimit(.minutes(5)))
struct HostileDataTests {
    @Test("stays text: markup, scripts as addresses, and characters that turn the line around")
    func text() async throws {
        let evil = "<script>window.isOwned = true</script><img src=x onerror='window.isOwned = true'>"
        let trace = SentTrace([
            .init(
                name: evil,
                service: "shop\"><b>",
                kind: 2,
                attributes: [
                    "http.route": evil,
                    "evil.link": "javascript:window.isOwned=true",
                    "evil.data": "data:text/html,<script>window.isOwned=true</script>",
                    "good.link": "https://example.com/a?b=c",
                    "evil.direction": "invoice\u{202E}gpj.exe",
                    evil: "1",
                    "db.query.text": "SELECT '<script>' FROM \"<b>\" -- \(evil)",
                ]
            ),
            .init(name: "\u{202E}reversed", service: "__proto__", parent: 0),
        ])
        try await RunningViewer.with { viewer in
            try await viewer.receive(trace)
            try await Browser.with { browser in
                try await browser.open(viewer.url)
                try await browser.wait(toRead: evil, in: ".list-name")
                try await browser.open("\(viewer.url)/traces/\(trace.id)?span=\(trace.id(ofSpan: 0))")
                let panel = "document.querySelector('.span-panel')"
                try await browser.wait(until: "\(panel).textContent.includes('evil.link')")
                #expect(try await browser.value("\(panel).textContent.includes('javascript:window.isOwned=true')"))
                #expect(try await browser.value("\(panel).textContent.includes('invoice\\\\u{202e}gpj.exe')"))
                let links = "[...\(panel).querySelectorAll('.attribute-value[href]')]"
                #expect(
                    try await browser.value("\(links).map((link) => link.href).join()") == "https://example.com/a?b=c"
                )
                #expect(try await browser.value("\(links)[0].rel") == "noopener noreferrer")
                #expect(try await browser.value("document.scripts.length") == 1)
                let harm = "main img, main b, [href^=javascript i], [href^=data i]"
                #expect(try await browser.value("document.querySelectorAll('\(harm)').length") == 0)
                #expect(try await browser.value("typeof window.isOwned") == "undefined")
                #expect(try await browser.complaints() == [])
            }
        }
    }

    @Test("the page is allowed no script but its own, and asks no other host")
    func policy() async throws {
        let trace = SentTrace.large(30, errorsEvery: 7)
        try await RunningViewer.with { viewer in
            try await viewer.receive(trace)
            try await Browser.with { browser in
                for path in Views.all(trace) {
                    try await browser.open(viewer.url + path)
                    try await browser.wait(until: "document.querySelector('main').textContent.length > 20")
                    #expect(try await browser.complaints() == [], "\(path)")
                }
                let requests = try await browser.requests()
                #expect(requests.contains("\(viewer.url)/js/main.js"))
                #expect(requests.filter { !$0.hasPrefix("\(viewer.url)/") && !$0.hasPrefix("data:") } == [])
                // What would run if somebody found a way in.
                let _: Bool = try await browser.value(
                    """
                    (() => {
                        const script = document.createElement('script');
                        script.textContent = 'window.isOwned = true';
                        document.body.append(script);
                        return true;
                    })()
                    """
                )
                #expect(try await browser.value("typeof window.isOwned") == "undefined")
                #expect(try await browser.complaints().contains { $0.contains("Content Security Policy") })
            }
        }
    }
}
