import Testing

@testable import ThroughlineSQL

@Suite("What is remembered of texts")
struct QueryTextCacheTests {
    private let cache = QueryTextCache<Int>()

    @Test("is found out once")
    func once() {
        var made = 0
        for _ in 0..<3 {
            let value = cache.value(for: "SELECT 1") {
                made += 1
                return 7
            }
            #expect(value == 7)
        }
        #expect(made == 1)
        #expect(cache.value(for: "SELECT 2") { 8 } == 8)
    }

    @Test("is bounded, and what is used stays")
    func bounds() {
        var made = 0
        for number in 0..<20_000 {
            #expect(cache.value(for: "SELECT \(number)") { number } == number)
            let often = cache.value(for: "SELECT often") {
                made += 1
                return -1
            }
            #expect(often == -1)
        }
        #expect(cache.count <= 1024)
        #expect(made == 1)
    }

    @Test("is nothing for a text that is long")
    func long() {
        let text = String(repeating: "x", count: 9000)
        #expect(cache.value(for: text) { 1 } == 1)
        #expect(cache.value(for: text) { 2 } == 2)
        #expect(cache.count == 0)
    }

    @Test("is nothing of a batch")
    func batch() {
        let database = TracedDatabase(system: .sqlite)
        database.withBatch(["DELETE FROM a", "DELETE FROM b"]) { _ in }
        #expect(database.statements.count == 0)
        database.withStatement("DELETE FROM a") { _ in }
        #expect(database.statements.count == 1)
    }

    @Test("is right for texts that differ in a byte, wherever")
    func neighbours() {
        let text = "SELECT something FROM somewhere"
        for index in text.indices {
            for other in ["X", "Y"] {
                let neighbour = text.replacingCharacter(at: index, by: other)
                #expect(cache.value(for: neighbour) { neighbour.hashValue } == neighbour.hashValue)
                #expect(cache.value(for: neighbour) { 0 } == neighbour.hashValue)
            }
        }
    }

    @Test("is found by many at once")
    func concurrency() async {
        await withTaskGroup { group in
            for _ in 0..<8 {
                group.addTask {
                    for number in 0..<2000 {
                        #expect(cache.value(for: "SELECT \(number % 700)") { number % 700 } == number % 700)
                    }
                }
            }
        }
    }
}

extension String {
    fileprivate func replacingCharacter(at index: Index, by other: String) -> String {
        self[..<index] + other + self[self.index(after: index)...]
    }
}
