import Testing

@testable import ThroughlineSQL

@Suite("Summaries of statements")
struct StatementSummaryTests {
    private func expect(_ cases: [(String, String?)], _ dialect: SQLDialect = .standard) {
        for (sql, summary) in cases {
            #expect(QueryText(sql, dialect: dialect, limit: 4096).summary == summary, "\(sql)")
        }
    }

    @Test("name what is changed, and what it is changed by")
    func changes() {
        expect([
            ("INSERT INTO a (x, y) VALUES (1, 2) RETURNING id", "INSERT a"),
            (
                "INSERT INTO a AS t (x) SELECT 1 FROM b, c ON CONFLICT (x) DO UPDATE SET x = 1, y = 2",
                "INSERT a SELECT b c"
            ),
            ("INSERT INTO a (x) SELECT 1 FROM b ON DUPLICATE KEY UPDATE x = 1, y = 2", "INSERT a SELECT b"),
            ("INSERT INTO a DEFAULT VALUES", "INSERT a"),
            ("INSERT OR REPLACE INTO a VALUES (1)", "INSERT a"),
            ("INSERT IGNORE INTO a VALUES (1)", "INSERT a"),
            ("INSERT LOW_PRIORITY a VALUES (1)", "INSERT a"),
            ("INSERT ALL INTO a VALUES (1) INTO b VALUES (2) SELECT 1 FROM c", "INSERT a b SELECT c"),
            ("REPLACE INTO a (x) VALUES (1)", "REPLACE a"),
            ("REPLACE a SET x = 1", "REPLACE a"),
            ("UPSERT INTO a VALUES (1)", "UPSERT a"),
            ("UPDATE a SET x = 1, y = b WHERE z = 2", "UPDATE a"),
            ("UPDATE ONLY a SET x = 1", "UPDATE a"),
            ("UPDATE OR IGNORE a SET x = 1", "UPDATE a"),
            ("UPDATE a SET x = b.x FROM b JOIN c ON true WHERE a.id = b.id", "UPDATE a b c"),
            ("UPDATE a JOIN b ON a.id = b.id SET a.x = b.x", "UPDATE a b"),
            ("UPDATE a, b SET a.x = b.x", "UPDATE a b"),
            ("UPDATE session SET local = 1", "UPDATE session"),
            ("DELETE FROM a", "DELETE a"),
            ("DELETE FROM a WHERE x = 1", "DELETE a"),
            ("DELETE FROM ONLY a USING b, c WHERE a.id = b.id", "DELETE a b c"),
            ("DELETE a WHERE x = 1", "DELETE a"),
            ("DELETE a FROM a JOIN b USING (id) WHERE b.x = 1", "DELETE a b"),
            ("DELETE a.*, b.* FROM a JOIN b ON a.id = b.id", "DELETE a b"),
            (
                "MERGE INTO a USING b ON a.id = b.id WHEN MATCHED THEN UPDATE SET x = 1 WHEN NOT MATCHED THEN INSERT (x) VALUES (1)",
                "MERGE a b"
            ),
            ("MERGE a t USING (SELECT * FROM b) s ON t.id = s.id WHEN MATCHED THEN DELETE", "MERGE a SELECT b"),
            ("VALUES (1, 2), (3, 4)", "VALUES"),
            ("TABLE a", "TABLE a"),
        ])
    }

    @Test("say of a definition only what it defines")
    func definitions() {
        expect([
            ("CREATE TABLE a AS SELECT * FROM b", "CREATE TABLE a"),
            ("CREATE TEMPORARY TABLE IF NOT EXISTS main.a (x)", "CREATE TABLE main.a"),
            ("CREATE VIRTUAL TABLE a USING fts5(x)", "CREATE TABLE a"),
            ("CREATE OR REPLACE VIEW a AS SELECT 1 FROM b", "CREATE VIEW a"),
            ("CREATE MATERIALIZED VIEW a AS SELECT 1", "CREATE VIEW a"),
            ("REFRESH MATERIALIZED VIEW CONCURRENTLY a", "REFRESH VIEW a"),
            ("CREATE INDEX CONCURRENTLY ON a (x)", "CREATE INDEX"),
            ("CREATE INDEX IF NOT EXISTS i ON a (x)", "CREATE INDEX i"),
            (
                "ALTER TABLE IF EXISTS ONLY a ADD x INT REFERENCES b (y) ON DELETE CASCADE ON UPDATE SET NULL",
                "ALTER TABLE a"
            ),
            ("DROP TABLE IF EXISTS a, b CASCADE", "DROP TABLE a b"),
            ("DROP FUNCTION f(int, int), g(text)", "DROP FUNCTION f g"),
            ("DROP INDEX CONCURRENTLY a", "DROP INDEX a"),
            ("TRUNCATE a", "TRUNCATE a"),
            ("TRUNCATE TABLE ONLY a, b RESTART IDENTITY", "TRUNCATE TABLE a b"),
            ("LOCK TABLE a IN EXCLUSIVE MODE", "LOCK TABLE a"),
            ("CREATE EXTENSION IF NOT EXISTS \"uuid-ossp\"", "CREATE EXTENSION \"uuid-ossp\""),
            ("CREATE CREDENTIAL x WITH IDENTITY = 'y'", "CREATE"),
            ("ALTER MASTER KEY REGENERATE WITH ENCRYPTION BY PASSWORD = 'x'", "ALTER"),
            ("CREATE DEFINER = 'root'@'localhost' PROCEDURE p() SELECT 1", "CREATE PROCEDURE p"),
            ("CREATE", "CREATE"),
            ("CREATE TABLE", "CREATE TABLE"),
        ])
    }

    @Test("find the end of a routine's body behind all of its semicolons")
    func bodies() {
        expect([
            (
                "CREATE TRIGGER t AFTER INSERT ON a BEGIN UPDATE b SET x = CASE WHEN 1 THEN 2 END; DELETE FROM c; END; SELECT 1 FROM d",
                "CREATE TRIGGER t SELECT d"
            ),
            (
                "CREATE PROCEDURE p() BEGIN IF x THEN SELECT 1; END IF; WHILE y DO SET z = 1; END WHILE; END; DROP TABLE a",
                "CREATE PROCEDURE p DROP TABLE a"
            ),
            (
                "CREATE FUNCTION f() RETURNS int AS $$ BEGIN; SELECT 1; END $$ LANGUAGE sql; SELECT f() FROM a",
                "CREATE FUNCTION f SELECT a"
            ),
        ])
        expect([("CREATE PROCEDURE p AS UPDATE a SET x = 1; DELETE FROM b;", "CREATE PROCEDURE p")], .transactSQL)
    }

    @Test("name procedures that are called")
    func calls() {
        expect([
            ("CALL p(1, 2)", "CALL p"),
            ("{ ? = call shop.p(?, ?) }", "call shop.p"),
            ("EXECUTE IMMEDIATE 'SELECT 1'", "EXECUTE"),
            ("EXEC ('SELECT 1')", "EXEC"),
        ])
        expect(
            [("EXEC @result = dbo.p @a = 1, @b = 'x'", "EXEC dbo.p"), ("EXEC [my proc]", "EXEC [my proc]")],
            .transactSQL
        )
    }

    @Test("say what a transaction does, without the names of savepoints")
    func transactions() {
        expect([
            ("BEGIN", "BEGIN"),
            ("BEGIN IMMEDIATE TRANSACTION", "BEGIN"),
            ("begin transaction isolation level serializable, read only", "begin"),
            ("START TRANSACTION READ ONLY", "START TRANSACTION"),
            ("COMMIT TRANSACTION", "COMMIT"),
            ("END", "END"),
            ("ROLLBACK", "ROLLBACK"),
            ("ROLLBACK TO SAVEPOINT s139872_x1", "ROLLBACK"),
            ("SAVEPOINT s139872_x1", "SAVEPOINT"),
            ("RELEASE SAVEPOINT s139872_x1", "RELEASE"),
            ("BEGIN; UPDATE a SET x = 1; COMMIT", "BEGIN UPDATE a COMMIT"),
        ])
    }

    @Test("say what other commands do")
    func commands() {
        expect([
            ("PRAGMA journal_mode = WAL", "PRAGMA journal_mode"),
            ("PRAGMA main.table_info('a')", "PRAGMA main.table_info"),
            ("EXPLAIN SELECT * FROM a", "EXPLAIN SELECT a"),
            ("EXPLAIN QUERY PLAN SELECT * FROM a", "EXPLAIN SELECT a"),
            ("EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) SELECT * FROM a", "EXPLAIN SELECT a"),
            ("EXPLAIN ANALYZE VERBOSE DELETE FROM a", "EXPLAIN DELETE a"),
            ("SET search_path TO shop", "SET search_path"),
            ("SET LOCAL statement_timeout = 100", "SET statement_timeout"),
            ("SHOW TABLES", "SHOW TABLES"),
            ("USE shop", "USE shop"),
            ("LISTEN jobs", "LISTEN jobs"),
            ("NOTIFY jobs, 'payload'", "NOTIFY jobs"),
            ("UNLISTEN *", "UNLISTEN"),
            ("VACUUM", "VACUUM"),
            ("VACUUM (FULL, ANALYZE) a", "VACUUM a"),
            ("VACUUM INTO 'backup.db'", "VACUUM"),
            ("ANALYZE a", "ANALYZE a"),
            ("REINDEX TABLE a", "REINDEX TABLE a"),
            ("COPY (SELECT * FROM a) TO STDOUT", "COPY SELECT a"),
            ("ATTACH DATABASE 'file.db' AS other", "ATTACH"),
            ("GRANT SELECT, INSERT ON a TO b", "GRANT"),
            ("COMMENT ON TABLE a IS 'x'", "COMMENT"),
            ("DO $$ BEGIN DELETE FROM a; END $$", "DO"),
            ("PREPARE p AS SELECT * FROM a WHERE id = $1", "PREPARE SELECT a"),
            ("and now for something completely different", nil),
        ])
        expect(
            [("DECLARE c CURSOR FOR SELECT * FROM a", "DECLARE SELECT a"), ("FETCH 10 FROM c", "FETCH")],
            .postgresql
        )
    }

    @Test("take every statement of a text")
    func severalStatements() {
        expect([
            (
                "SELECT 1 FROM a; INSERT INTO b VALUES (';'); -- ; DROP TABLE x\nDELETE FROM c;;",
                "SELECT a INSERT b DELETE c"
            ),
            ("SELECT (1; SELECT 2 FROM a", "SELECT SELECT a"),
            (";;;SELECT 1", "SELECT"),
        ])
        expect(
            [
                ("DECLARE @x INT = 5 INSERT INTO a VALUES (@x) SELECT SCOPE_IDENTITY()", "INSERT a SELECT"),
                (
                    "IF EXISTS (SELECT 1 FROM a) UPDATE b SET x = 1 ELSE INSERT b DEFAULT VALUES",
                    "SELECT a UPDATE b INSERT b"
                ),
                ("UPDATE TOP (10) a SET x = 1", "UPDATE a"),
                ("INSERT INTO a EXEC p", "INSERT a EXEC p"),
            ],
            .transactSQL
        )
    }
}
