import Testing

@testable import ThroughlineGRDB

@Suite struct StatementCommandTests {
    @Test(
        arguments: [
            ("BEGIN", .begin(.deferred)),
            ("begin transaction", .begin(.deferred)),
            ("BEGIN IMMEDIATE TRANSACTION", .begin(.immediate)),
            ("Begin Exclusive", .begin(.exclusive)),
            ("BEGIN CONCURRENT", .begin(.deferred)),
            (" ;/* why */ -- because\n BEGIN IMMEDIATE", .begin(.immediate)),
            ("COMMIT", .commit),
            ("COMMIT TRANSACTION", .commit),
            ("END TRANSACTION", .commit),
            ("ROLLBACK", .rollback),
            ("ROLLBACK TRANSACTION", .rollback),
            ("SAVEPOINT grdb", .savepoint("grdb")),
            ("SAVEPOINT \"One \"\"Two\"\"\"", .savepoint("one \"two\"")),
            ("SAVEPOINT [a b]", .savepoint("a b")),
            ("SAVEPOINT 'x'", .savepoint("x")),
            ("SAVEPOINT `é`", .savepoint("é")),
            ("RELEASE grdb", .release("grdb")),
            ("RELEASE SAVEPOINT GRDB", .release("grdb")),
            ("RELEASE savepoint", .release("savepoint")),
            ("ROLLBACK TO a", .rollbackTo("a")),
            ("ROLLBACK TRANSACTION TO SAVEPOINT a", .rollbackTo("a")),
            ("SELECT 1", .other),
            ("EXPLAIN BEGIN", .other),
            ("BEGINNING", .other),
            ("", .other),
            ("/* never closed", .other),
            ("SAVEPOINT", .other),
            ("SAVEPOINT \"never closed", .savepoint("never closed")),
            ("ROLLBACK TO", .other),
        ] as [(String, StatementCommand)]
    )
    func aCommandIsToldByItsWords(text: String, command: StatementCommand) {
        #expect(StatementText(text).command == command)
    }

    @Test(arguments: [
        ("INSERT INTO a VALUES (1)", true), ("update a set b = 1", true), ("DELETE FROM a", true),
        ("REPLACE INTO a", true),
        ("WITH a AS (SELECT 1) DELETE FROM b", true), ("SELECT 1", false), ("CREATE TABLE a(b)", false), ("", false),
        ("/* INSERT */ SELECT 1", false),
    ])
    func whatChangesRowsIsToldByItsFirstWord(text: String, changesRows: Bool) {
        #expect(StatementText(text).changesRows == changesRows)
    }

    @Test func aTextIsKeptWithoutWhatIsAroundIt() {
        #expect(StatementText(" ;\n\tSELECT 1 ; \n").text == "SELECT 1")
        #expect(StatementText(";;").text.isEmpty)
    }
}
