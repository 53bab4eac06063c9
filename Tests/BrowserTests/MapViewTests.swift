import Testing

@Suite("Routes and the map in a browser", .serialized, .enabled(if: Browser.isInstalled), .timeLimit(.minutes(5)))
struct MapViewTests {
    private func request(isError: Bool = false) -> SentTrace {
        SentTrace([
            .init(
                name: "GET /orders",
                kind: 2,
                isError: isError,
                attributes: ["http.route": "/orders", "http.request.method": "GET"]
            ),
            .init(
                name: "GET /price",
                parent: 0,
                start: 100,
                duration: 500,
                kind: 3,
                attributes: ["server.address": "partner.example"]
            ),
            .init(
                name: "GET /price",
                service: "partner",
                parent: 1,
                start: 200,
                duration: 300,
                kind: 2,
                attributes: ["http.route": "/price"]
            ),
        ])
    }

    @Test("a route says its share of errors, and leads to the traces that are in error")
    func routes() async throws {
        try await RunningViewer.with { viewer in
            try await viewer.receive(request(), request(), request(), request(isError: true))
            try await Browser.with { browser in
                try await browser.open("\(viewer.url)/routes?service=shop&kind=server")
                try await browser.wait(toRead: "GET /orders", in: ".route-title")
                #expect(try await browser.value("document.querySelector('.route .is-error').textContent") == "✕ 25.0 %")
                try await browser.click(".route .row-toggle")
                try await browser.wait(toSee: ".route-charts .chart-bar.series-error")
                // The same numbers for those who do not see the drawing.
                try await browser.click(".route-charts .chart-data summary")
                try await browser.wait(toSee: ".route-charts .chart-table tbody tr")
                let _: Bool = try await browser.value(
                    "[...document.querySelectorAll('.route-links a')].at(-1).click() ?? true"
                )
                try await browser.wait(until: "location.pathname === '/' && location.search.includes('status')")
                try await browser.wait(until: "document.querySelectorAll('.list-row').length === 1")
            }
        }
    }

    @Test("the map goes from node to node by arrow keys, and is a table too")
    func map() async throws {
        try await RunningViewer.with { viewer in
            try await viewer.receive(request(), request(isError: true))
            try await Browser.with { browser in
                try await browser.open("\(viewer.url)/map")
                try await browser.wait(until: "document.querySelectorAll('.map-node').length === 2")
                let _: Bool = try await browser.value(
                    "document.querySelector('.map-node[data-key=\"service shop\"]').focus() ?? true"
                )
                try await browser.press(.right)
                try await browser.wait(until: "document.activeElement.dataset.key === 'service partner'")
                try await browser.press(.enter)
                try await browser.wait(toRead: "partner", in: ".map-panel h2")
                #expect(try await browser.value("document.activeElement.dataset.key") == "service partner")
                try await browser.open("\(viewer.url)/map?as=table")
                try await browser.wait(until: "document.querySelectorAll('.map-tables table').length === 2")
                let calls =
                    "[...document.querySelectorAll('.map-tables table')][1].querySelector('tbody tr').textContent"
                #expect(try await browser.value("\(calls).startsWith('shoppartner')"))
            }
        }
    }
}
