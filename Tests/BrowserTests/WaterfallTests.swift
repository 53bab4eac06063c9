import Testing

@Suite("The waterfall in a browser", .serialized, .enabled(if: Browser.isInstalled), .timeLimit(.minutes(5)))
struct WaterfallTests {
    /// The rows that are elements, and of them those that are used.
    private let rows = "document.querySelectorAll('.row:not([hidden])').length"
    private let active = "document.activeElement.closest('.row')?.dataset.row"

    @Test("shows 10,000 spans, of which only those in sight are elements, and scrolls to the last")
    func large() async throws {
        let trace = SentTrace.large(10_000, errorsEvery: 4_000)
        try await RunningViewer.with { viewer in
            try await viewer.receive(trace)
            try await Browser.with { browser in
                try await browser.open("\(viewer.url)/traces/\(trace.id)")
                try await browser.wait(until: "document.querySelector('.rows').ariaRowCount === '10000'")
                #expect(try await browser.value("\(rows) > 10 && \(rows) < 80"))
                try await browser.press(.end)
                try await browser.wait(until: "\(active) === '9999'")
                #expect(try await browser.value("document.querySelectorAll('.row').length < 120"))
                #expect(
                    try await browser.value(
                        """
                        (() => {
                            const row = document.activeElement.getBoundingClientRect();
                            const list = document.querySelector('.rows').getBoundingClientRect();
                            return row.top >= list.top && row.bottom <= list.bottom;
                        })()
                        """
                    )
                )
                #expect(try await browser.complaints() == [])
            }
        }
    }

    @Test("steps from error to error by e and E, and opens what hides one")
    func errors() async throws {
        let trace = SentTrace.large(3_000, errorsEvery: 1_000)
        try await RunningViewer.with { viewer in
            try await viewer.receive(trace)
            try await Browser.with { browser in
                try await browser.open("\(viewer.url)/traces/\(trace.id)")
                try await browser.wait(toSee: ".row")
                try await browser.press("[")
                try await browser.wait(until: "document.querySelector('.rows').ariaRowCount === '301'")
                let failing = (0..<3_000).filter { trace.spans[$0].isError }
                #expect(failing.count == 2)
                // Rows are in the order of the tree, which is that in which they were made.
                for expected in [failing[0], failing[1], failing[0]] {
                    try await browser.press("e")
                    try await browser.wait(until: "\(active) === '\(expected)'")
                    #expect(try await browser.value("document.activeElement.classList.contains('failed')"))
                }
                try await browser.press("E")
                try await browser.wait(until: "\(active) === '\(failing[1])'")
            }
        }
    }

    @Test("finds in the trace, counts, and steps by n")
    func find() async throws {
        let trace = SentTrace.large(500, errorsEvery: 1_000)
        try await RunningViewer.with { viewer in
            try await viewer.receive(trace)
            try await Browser.with { browser in
                try await browser.open("\(viewer.url)/traces/\(trace.id)")
                try await browser.wait(toSee: ".row")
                try await browser.press("/")
                try await browser.type("item.id=345", into: ".finder-input")
                try await browser.wait(until: "document.querySelector('.finder-tally').textContent === '1 / 1'")
                try await browser.press(.enter)
                try await browser.wait(until: "\(active) === '345'")
                try await browser.press("/")
                let _: String = try await browser.value("document.querySelector('.finder-input').value = ''")
                try await browser.type("name=\"INSERT items\"", into: ".finder-input")
                try await browser.wait(until: "document.querySelector('.finder-tally').textContent.endsWith('/ 449')")
                try await browser.press(.escape)
            }
        }
    }

    @Test("opens a span by its address and by the keyboard, with its attributes")
    func panel() async throws {
        let trace = SentTrace.large(40, errorsEvery: 100)
        try await RunningViewer.with { viewer in
            try await viewer.receive(trace)
            try await Browser.with { browser in
                try await browser.open("\(viewer.url)/traces/\(trace.id)?span=\(trace.id(ofSpan: 14))")
                let panel = "document.querySelector('.span-panel')"
                try await browser.wait(until: "\(panel).textContent.includes('item.id')")
                #expect(try await browser.value("document.querySelector('[aria-selected=true]').dataset.row") == "14")
                try await browser.press(.escape)
                try await browser.wait(until: "\(panel).hidden")
                try await browser.press(.down)
                try await browser.press(.enter)
                try await browser.wait(
                    until: "new URLSearchParams(location.search).get('span') === '\(trace.id(ofSpan: 15))'"
                )
            }
        }
    }

    @Test("is a tree to a screen reader, whose rows say where they stand")
    func tree() async throws {
        let trace = SentTrace.large(40, errorsEvery: 100)
        try await RunningViewer.with { viewer in
            try await viewer.receive(trace)
            try await Browser.with { browser in
                try await browser.open("\(viewer.url)/traces/\(trace.id)")
                try await browser.wait(toSee: ".row")
                #expect(try await browser.value("document.querySelector('.rows').getAttribute('role')") == "treegrid")
                let row = "document.querySelector('.row[data-row=\"11\"]')"
                let place = ["ariaLevel", "ariaPosInSet", "ariaSetSize", "ariaExpanded"].map { "\(row).\($0)" }
                #expect(try await browser.value("[\(place.joined(separator: ", "))].join()") == "2,2,4,true")
                // One row only is reached by Tab.
                #expect(try await browser.value("document.querySelectorAll('.row[tabindex=\"0\"]').length") == 1)
                try await browser.press(.left)
                try await browser.wait(until: "document.querySelector('.rows').ariaRowCount === '1'")
                try await browser.press(.right)
                try await browser.wait(until: "document.querySelector('.rows').ariaRowCount === '40'")
            }
        }
    }
}
