import Testing

@Suite("The list of traces in a browser", .serialized, .enabled(if: Browser.isInstalled), .timeLimit(.minutes(5)))
struct TraceListTests {
    @Test("says how to send the first trace, and shows it when it comes, without being asked")
    func live() async throws {
        try await RunningViewer.with { viewer in
            try await Browser.with { browser in
                try await browser.open(viewer.url)
                let advice = "document.querySelector('.empty pre').textContent"
                try await browser.wait(until: "\(advice).includes('\(viewer.url)')")
                // What stays is the same document, which was not loaded again.
                let _: Bool = try await browser.value("window.isTheSame = true")
                try await viewer.receive(SentTrace([.init(name: "GET /first", kind: 2)]))
                try await browser.wait(toRead: "GET /first", in: ".list-name")
                try await viewer.receive(SentTrace(age: 0, [.init(name: "GET /second", kind: 2)]))
                try await browser.wait(toRead: "GET /second", in: ".list-name")
                #expect(try await browser.value("window.isTheSame"))
                #expect(try await browser.complaints() == [])
            }
        }
    }

    @Test("keeps still while somebody points at it, and says what is new")
    func calm() async throws {
        try await RunningViewer.with { viewer in
            try await viewer.receive(SentTrace(age: 9, [.init(name: "GET /old", kind: 2)]))
            try await Browser.with { browser in
                try await browser.open(viewer.url)
                try await browser.wait(toSee: ".list-name")
                let _: Bool = try await browser.value("(document.querySelector('.list-name').focus(), true)")
                try await viewer.receive(SentTrace(age: 0, [.init(name: "GET /new", kind: 2)]))
                try await browser.wait(until: "!document.querySelector('.news').hidden")
                #expect(try await browser.value("document.querySelector('.list-name').textContent") == "GET /old")
                try await browser.click(".news")
                try await browser.wait(toRead: "GET /new", in: ".list-name")
            }
        }
    }

    @Test("searches, keeps the search in its address, and shows where one cannot be read")
    func search() async throws {
        try await RunningViewer.with { viewer in
            try await viewer.receive(
                SentTrace([.init(name: "GET /cheap", kind: 2, attributes: ["shop.order.id": "17"])]),
                SentTrace([.init(name: "GET /dear", duration: 900_000, kind: 2, attributes: ["shop.order.id": "18"])]),
                SentTrace([.init(name: "GET /broken", kind: 2, isError: true)])
            )
            let names = "[...document.querySelectorAll('.list-name')].map((link) => link.textContent).join()"
            try await Browser.with { browser in
                try await browser.open(viewer.url)
                try await browser.wait(until: "document.querySelectorAll('.list-name').length === 3")
                try await browser.type("shop.order.id=17", into: ".search-input")
                try await browser.press(.enter)
                try await browser.wait(until: "\(names) === 'GET /cheap'")
                #expect(try await browser.value("new URLSearchParams(location.search).get('q')") == "shop.order.id=17")

                try await browser.open("\(viewer.url)/?q=duration%3E500ms")
                try await browser.wait(until: "\(names) === 'GET /dear'")
                try await browser.open(viewer.url)
                try await browser.wait(until: "document.querySelectorAll('.list-name').length === 3")
                try await browser.press("e")
                try await browser.wait(until: "\(names) === 'GET /broken'")

                try await browser.open("\(viewer.url)/?q=duration%3E")
                try await browser.wait(until: "document.querySelector('.search-input').ariaInvalid === 'true'")
                #expect(try await browser.value("document.querySelector('.search-error').textContent.length > 10"))
            }
        }
    }

    @Test("hides a route at one choice, and shows it again")
    func hide() async throws {
        try await RunningViewer.with { viewer in
            try await viewer.receive(
                SentTrace(age: 2, [.init(name: "GET /orders", kind: 2)]),
                SentTrace(age: 1, [.init(name: "GET /health", kind: 2)])
            )
            let names = "[...document.querySelectorAll('.list-name')].map((link) => link.textContent).join()"
            try await Browser.with { browser in
                try await browser.open(viewer.url)
                try await browser.wait(until: "\(names) === 'GET /health,GET /orders'")
                try await browser.click(".list-menu button")
                try await browser.click(".menu-item")
                try await browser.wait(until: "\(names) === 'GET /orders'")
                try await browser.open(viewer.url)
                try await browser.wait(until: "\(names) === 'GET /orders'")
                try await browser.click(".quick-filters [aria-haspopup][aria-pressed='true']")
                try await browser.click(".menu-item")
                try await browser.wait(until: "\(names) === 'GET /health,GET /orders'")
            }
        }
    }
}
