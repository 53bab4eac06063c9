import Testing

@testable import ThroughlineSQL

@Suite("The cases published with the conventions")
struct PublishedCasesTests {
    @Test("hold", arguments: PublishedCase.all)
    func published(published: PublishedCase) {
        let text = QueryText(published.query, dialect: published.system.dialect, limit: 4096)
        #expect(text.summary == published.summary)
        #expect(published.texts.contains(text.sanitized ?? ""), "\(text.sanitized ?? "nil")")
        #expect(text.verbatim == published.query)
    }

    @Test(
        "and the examples in the conventions' text",
        arguments: [
            ("SELECT *\nFROM   wuser_table\nWHERE  username = ?", "SELECT wuser_table"),
            (
                "INSERT INTO shipping_details\n (order_id,\n address)\nSELECT order_id,\n address\nFROM   orders\n"
                    + "WHERE  order_id = ?",
                "INSERT shipping_details SELECT orders"
            ),
            ("SELECT *\nFROM   songs,\n artists\nWHERE  songs.artist_id == artists.id", "SELECT songs artists"),
            ("SELECT *\nFROM   \"song list\",\n 'artists'", "SELECT \"song list\" 'artists'"),
            ("SELECT * FROM (SELECT * FROM table) t", "SELECT SELECT table"),
            ("{call some_stored_procedure}", "call some_stored_procedure"),
        ]
    )
    func examples(sql: String, summary: String) {
        #expect(QueryText(sql, dialect: .standard, limit: 4096).summary == summary)
    }
}
