import Testing

@Suite("How the page looks in a browser", .serialized, .enabled(if: Browser.isInstalled), .timeLimit(.minutes(5)))
struct AppearanceTests {
    /// From 0 to 255.
    private let brightness = """
        getComputedStyle(document.body).backgroundColor.match(/\\d+/g).slice(0, 3)
            .reduce((sum, part) => sum + Number(part), 0) / 3
        """

    @Test("is dark where the system is, or the reader wants it so, and stays that")
    func dark() async throws {
        try await RunningViewer.with { viewer in
            try await Browser.with { browser in
                try await browser.prefer(colorScheme: "light")
                try await browser.open(viewer.url)
                try await browser.wait(until: "\(brightness) > 200")
                try await browser.prefer(colorScheme: "dark")
                try await browser.wait(until: "\(brightness) < 60")
                // As the system, light, dark.
                try await browser.click("#theme")
                try await browser.wait(until: "\(brightness) > 200")
                try await browser.click("#theme")
                try await browser.prefer(colorScheme: "light")
                try await browser.wait(until: "\(brightness) < 60")
                try await browser.open("\(viewer.url)/routes")
                try await browser.wait(until: "\(brightness) < 60")
            }
        }
    }

    @Test("fits into 360 pixels, all views of it")
    func narrow() async throws {
        let trace = SentTrace.large(60, errorsEvery: 7)
        try await RunningViewer.with { viewer in
            try await viewer.receive(trace)
            try await Browser.with(width: 360, height: 740) { browser in
                for path in Views.all(trace) {
                    try await browser.open(viewer.url + path)
                    try await browser.wait(until: "document.querySelector('main').textContent.length > 20")
                    let width: Int = try await browser.value("document.documentElement.scrollWidth")
                    #expect(width <= 360, "\(path)")
                }
            }
        }
    }

    @Test("says by ? what the keys do")
    func help() async throws {
        try await RunningViewer.with { viewer in
            try await Browser.with { browser in
                try await browser.open(viewer.url)
                try await browser.wait(toSee: ".search-input")
                try await browser.press("?")
                let dialog = "document.querySelector('dialog[open]')"
                try await browser.wait(until: "\(dialog).textContent.includes('duration>100ms')")
                try await browser.press(.escape)
                try await browser.wait(until: "!document.querySelector('dialog')")
            }
        }
    }
}

/// The addresses of all views.
enum Views {
    static func all(_ trace: SentTrace) -> [String] {
        [
            "/", "/traces/\(trace.id)?span=\(trace.id(ofSpan: 2))", "/compare/\(trace.id)", "/routes", "/map", "/jobs",
            "/mails", "/logs", "/metrics", "/exporters", "/nowhere",
        ]
    }
}
