import Testing
import ThroughlineSQL

/// The cases that are published with the semantic conventions: texts, what may be recorded of them, and their summaries.
///
/// Source: https://github.com/open-telemetry/semantic-conventions, docs/non-normative/database-test-cases (Apache-2.0)
struct PublishedCase: Sendable, CustomTestStringConvertible {
    let name: String
    let system: DatabaseSystem
    let query: String
    /// Any of these.
    let texts: [String]
    let summary: String

    var testDescription: String { name }

    init(_ name: String, _ query: String, _ texts: String..., summary: String, system: DatabaseSystem = .otherSQL) {
        self.name = name
        self.query = query
        self.texts = texts.isEmpty ? [query] : texts
        self.summary = summary
        self.system = system
    }

    static let all: [PublishedCase] = literals + queries + tables + definitions + principals + calls + malformed
}

extension PublishedCase {
    private static let literals: [PublishedCase] = [
        .init("numeric_literal_integers", "SELECT 12, -12, +12", "SELECT ?, ?, ?", summary: "SELECT"),
        .init(
            "numeric_literal_with_decimal_point",
            "SELECT 12.34, -12.34, +12.34, .01, -.01",
            "SELECT ?, ?, ?, ?, ?",
            summary: "SELECT"
        ),
        .init(
            "numeric_literal_exponential",
            "SELECT 12.34e56, -12.34e56, +12.34e56",
            "SELECT ?, ?, ?",
            summary: "SELECT"
        ),
        .init(
            "numeric_literal_negative_exponential",
            "SELECT 12.34e-56, -12.34e-56, +12.34e-56",
            "SELECT ?, ?, ?",
            summary: "SELECT"
        ),
        .init("arithmetic_on_numeric_literals", "SELECT 99+100", "SELECT ??", summary: "SELECT"),
        .init("hex_literal", "SELECT 0xDEADBEEF, 0XdeadBEEF", "SELECT ?, ?", summary: "SELECT"),
        .init("string_literal", "SELECT 'hello'", "SELECT ?", summary: "SELECT"),
        .init(
            "string_literal_escaped_single_quote",
            "SELECT 'My name''s not important'",
            "SELECT ?",
            summary: "SELECT"
        ),
        .init("string_with_embedded_newline", "SELECT 'My name is \n not important'", "SELECT ?", summary: "SELECT"),
        .init(
            "uuid",
            "SELECT { guid '01234567-89ab-cdef-0123-456789abcdef' }",
            "SELECT { guid ? }",
            summary: "SELECT"
        ),
        .init("parenthesized_constant_select", "SELECT (123) AS C;", "SELECT (?) AS C;", summary: "SELECT"),
        .init("nested_parentheses_constant_select", "SELECT ((123)) AS C;", "SELECT ((?)) AS C;", summary: "SELECT"),
        .init("function_arg_parenthesized_constant", "SELECT ABS((123));", "SELECT ABS((?));", summary: "SELECT"),
        .init(
            "cast_parenthesized_constant",
            "SELECT CAST((123) AS INT);",
            "SELECT CAST((?) AS INT);",
            summary: "SELECT"
        ),
    ]

    private static let queries: [PublishedCase] = [
        .init(
            "numbers_in_identifiers",
            "SELECT c3po, r2d2 FROM covid19 WHERE n1h1=1234",
            "SELECT c3po, r2d2 FROM covid19 WHERE n1h1=?",
            summary: "SELECT covid19"
        ),
        .init(
            "periods_in_identifiers",
            "SELECT a FROM dbo.Table JOIN dbo.AnotherTable",
            summary: "SELECT dbo.Table dbo.AnotherTable"
        ),
        .init(
            "insert_into",
            "INSERT INTO X VALUES(1, 23456, 123.456, 99+100)",
            "INSERT INTO X VALUES(?, ?, ?, ??)",
            summary: "INSERT X"
        ),
        .init(
            "in_clause",
            "SELECT * FROM table WHERE value IN (123, 456, 'abc')",
            "SELECT * FROM table WHERE value IN (?)",
            "SELECT * FROM table WHERE value IN (?, ?, ?)",
            summary: "SELECT table"
        ),
        .init(
            "comments",
            "SELECT column -- end of line comment\nFROM /* block \n comment */ table",
            "SELECT column \nFROM  table",
            summary: "SELECT table"
        ),
        .init(
            "insert_into_select",
            "INSERT INTO shipping_details\n(order_id,\naddress)\nSELECT order_id,\naddress\nFROM   orders\nWHERE  order_id = 1",
            "INSERT INTO shipping_details\n(order_id,\naddress)\nSELECT order_id,\naddress\nFROM   orders\nWHERE  order_id = ?",
            summary: "INSERT shipping_details SELECT orders"
        ),
        .init(
            "select_nested_query",
            "SELECT order_date\nFROM   (SELECT *\nFROM   orders o\nJOIN customers c\nON o.customer_id = c.customer_id)",
            summary: "SELECT SELECT orders customers"
        ),
        .init(
            "select_nested_query_case_preserved",
            "SELEcT order_date\nFROM   (sELECT *\nFROM   orders o\nJOIN customers c\nON o.customer_id = c.customer_id)",
            summary: "SELEcT sELECT orders customers"
        ),
        .init("case_preserved", "SELEcT order_date\nFROM ORders", summary: "SELEcT ORders"),
        .init(
            "cross_join",
            "SELECT * FROM Orders o CROSS JOIN OrderDetails od",
            summary: "SELECT Orders OrderDetails"
        ),
        .init(
            "cross_join_comma_separated_syntax",
            "SELECT * FROM Orders o, OrderDetails od",
            summary: "SELECT Orders OrderDetails"
        ),
        .init("keyword_prefix_for_target", "SELECT * FROM SelectedData", summary: "SELECT SelectedData"),
        .init(
            "summary_truncated",
            "SELECT * FROM Vecnzotjejucwitzgrfifscuevittljlnrlpbruvkezeptqciyvbjhsytmbucbhwttidayecnthaztxbyppbyztcqcc"
                + "edeirgkxzrfezjxfwbtuqxeusroqgbvulgmsvnelovkxqsaqmlogomkhtjuirzhaocxlrmerihnmwaelullionarkmxwdamhduwrbo"
                + "oknqsnilurutgyerxphokeqnnoumbpcfjtmqrbpukjllofiwaltyoawkp o, OrderDetails od",
            summary: "SELECT"
        ),
        .init("select_distinct", "SELECT DISTINCT Country FROM Countries", summary: "SELECT Countries"),
        .init(
            "select_distinct_with_join",
            "SELECT DISTINCT o.Id FROM Orders o JOIN Customers c ON o.CustomerId = c.Id",
            summary: "SELECT Orders Customers"
        ),
        .init(
            "select_with_multiple_joins_and_group_by",
            "SELECT o.Id, c.Name, SUM(oi.Quantity) FROM Orders o JOIN Customers c ON o.CustomerId = c.Id "
                + "JOIN OrderItems oi ON o.Id = oi.OrderId GROUP BY o.Id, c.Name;",
            summary: "SELECT Orders Customers OrderItems"
        ),
        .init(
            "select_with_distinct_and_window_function",
            "SELECT DISTINCT Department, COUNT(*) OVER (PARTITION BY Department) AS DeptCount FROM Employees;",
            summary: "SELECT Employees"
        ),
        .init(
            "select_with_union_and_order_by",
            "SELECT Id, Name FROM Customers UNION SELECT Id, Name FROM Suppliers ORDER BY Name;",
            summary: "SELECT Customers Suppliers"
        ),
        .init(
            "between_parenthesized_constants",
            "SELECT * FROM T WHERE Amount BETWEEN (10) AND (20);",
            "SELECT * FROM T WHERE Amount BETWEEN (?) AND (?);",
            summary: "SELECT T"
        ),
        .init(
            "coalesce_first_arg_parenthesized_constant",
            "SELECT * FROM T WHERE Id = COALESCE((123), 0);",
            "SELECT * FROM T WHERE Id = COALESCE((?), ?);",
            summary: "SELECT T"
        ),
        .init(
            "insert_values_parenthesized_number",
            "INSERT INTO T (A) VALUES (123)",
            "INSERT INTO T (A) VALUES (?)",
            summary: "INSERT T"
        ),
        // Published with the summary "UPDATE", where every other statement has its target. The convention's own text asks
        // for the target, and so it is here.
        .init(
            "update_set_parenthesized_constant",
            "UPDATE T SET A = (999);",
            "UPDATE T SET A = (?);",
            summary: "UPDATE T"
        ),
        .init(
            "valid_top_with_parentheses",
            "SELECT TOP (10) * FROM Employees",
            "SELECT TOP (?) * FROM Employees",
            "SELECT TOP (10) * FROM Employees",
            summary: "SELECT Employees",
            system: .microsoftSQLServer
        ),
        .init(
            "sanitized_top_without_parentheses",
            "SELECT TOP 10 * FROM Employees",
            "SELECT TOP ? * FROM Employees",
            "SELECT TOP 10 * FROM Employees",
            summary: "SELECT Employees",
            system: .microsoftSQLServer
        ),
    ]

    private static let tables: [PublishedCase] = [
        .init(
            "create_table",
            "CREATE  TABLE MyTable (\n    ID NOT NULL IDENTITY(1,1) PRIMARY KEY\n)",
            "CREATE  TABLE MyTable (\n    ID NOT NULL IDENTITY(?,?) PRIMARY KEY\n)",
            summary: "CREATE TABLE MyTable"
        ),
        .init(
            "alter_table",
            "ALTER  TABLE MyTable ADD Name varchar(255)",
            "ALTER  TABLE MyTable ADD Name varchar(?)",
            "ALTER  TABLE MyTable ADD Name varchar(255)",
            summary: "ALTER TABLE MyTable"
        ),
        .init("drop_table", "DROP  TABLE MyTable", summary: "DROP TABLE MyTable"),
        .init(
            "create_table_with_if_not_exists",
            "CREATE TABLE IF NOT EXISTS Users (Id INT PRIMARY KEY, Name NVARCHAR(100));",
            "CREATE TABLE IF NOT EXISTS Users (Id INT PRIMARY KEY, Name NVARCHAR(?));",
            "CREATE TABLE IF NOT EXISTS Users (Id INT PRIMARY KEY, Name NVARCHAR(100));",
            summary: "CREATE TABLE Users"
        ),
        .init(
            "create_table_default_parenthesized_constant",
            "CREATE TABLE T (A INT DEFAULT (123));",
            "CREATE TABLE T (A INT DEFAULT (?));",
            summary: "CREATE TABLE T"
        ),
        .init(
            "valid_type_length_specifiers_varchar_char",
            "CREATE TABLE Table (Name VARCHAR(255), Code CHAR(10));",
            "CREATE TABLE Table (Name VARCHAR(?), Code CHAR(?));",
            "CREATE TABLE Table (Name VARCHAR(255), Code CHAR(10));",
            summary: "CREATE TABLE Table"
        ),
        .init(
            "valid_type_length_specifiers_varbinary_datetime2_time",
            "CREATE TABLE Table (Payload VARBINARY(16), EventTime DATETIME2(7), Duration TIME(7));",
            "CREATE TABLE Table (Payload VARBINARY(?), EventTime DATETIME2(?), Duration TIME(?));",
            "CREATE TABLE Table (Payload VARBINARY(16), EventTime DATETIME2(7), Duration TIME(7));",
            summary: "CREATE TABLE Table",
            system: .microsoftSQLServer
        ),
        .init(
            "alter_table_add_column",
            "ALTER TABLE Orders ADD COLUMN OrderStatus NVARCHAR(50);",
            "ALTER TABLE Orders ADD COLUMN OrderStatus NVARCHAR(?);",
            "ALTER TABLE Orders ADD COLUMN OrderStatus NVARCHAR(50);",
            summary: "ALTER TABLE Orders"
        ),
        .init(
            "alter_table_rename_column",
            "ALTER TABLE Orders RENAME COLUMN OldName TO NewName;",
            summary: "ALTER TABLE Orders"
        ),
        .init(
            "alter_table_drop_column",
            "ALTER TABLE Orders DROP COLUMN TempColumn;",
            summary: "ALTER TABLE Orders"
        ),
        .init(
            "create_unique_clustered_index",
            "CREATE UNIQUE CLUSTERED INDEX IX_Employee_Email ON Employees (Email);",
            summary: "CREATE INDEX IX_Employee_Email"
        ),
        .init(
            "create_unique_index",
            "CREATE UNIQUE INDEX IX_Employee_Email ON Employees (Email);",
            summary: "CREATE INDEX IX_Employee_Email"
        ),
        .init(
            "create_index_with_include",
            "CREATE INDEX IX_Orders_CustomerId ON Orders (CustomerId) INCLUDE (OrderDate, TotalAmount);",
            summary: "CREATE INDEX IX_Orders_CustomerId"
        ),
        .init(
            "alter_index",
            "ALTER INDEX IX_Employee_Email ON Employees REBUILD;",
            summary: "ALTER INDEX IX_Employee_Email"
        ),
    ]

    private static let definitions: [PublishedCase] = [
        .init(
            "create_view_with_select",
            "CREATE VIEW ActiveUsers AS SELECT * FROM Users WHERE IsActive = 1;",
            "CREATE VIEW ActiveUsers AS SELECT * FROM Users WHERE IsActive = ?;",
            summary: "CREATE VIEW ActiveUsers"
        ),
        .init(
            "alter_view_as_select",
            "ALTER VIEW ActiveUsers AS SELECT * FROM Users WHERE IsActive = 1;",
            "ALTER VIEW ActiveUsers AS SELECT * FROM Users WHERE IsActive = ?;",
            summary: "ALTER VIEW ActiveUsers"
        ),
        .init(
            "create_procedure_with_params",
            "CREATE PROCEDURE GetUserById @UserId INT AS SELECT * FROM Users WHERE Id = @UserId;",
            summary: "CREATE PROCEDURE GetUserById"
        ),
        .init(
            "create_procedure_with_multiple_params",
            "CREATE PROCEDURE AddEmployee @Name NVARCHAR(100), @Email NVARCHAR(100) AS "
                + "INSERT INTO Employees (Name, Email) VALUES (@Name, @Email);",
            "CREATE PROCEDURE AddEmployee @Name NVARCHAR(?), @Email NVARCHAR(?) AS "
                + "INSERT INTO Employees (Name, Email) VALUES (@Name, @Email);",
            summary: "CREATE PROCEDURE AddEmployee"
        ),
        .init(
            "alter_procedure_with_params",
            "ALTER PROCEDURE UpdateUserEmail @UserId INT, @Email NVARCHAR(100) AS UPDATE Users SET Email = @Email WHERE "
                + "Id = @UserId;",
            "ALTER PROCEDURE UpdateUserEmail @UserId INT, @Email NVARCHAR(?) AS UPDATE Users SET Email = @Email WHERE "
                + "Id = @UserId;",
            summary: "ALTER PROCEDURE UpdateUserEmail"
        ),
        .init("drop_procedure", "DROP PROCEDURE IF EXISTS RemoveEmployee;", summary: "DROP PROCEDURE RemoveEmployee"),
        .init(
            "create_trigger_on_table",
            "CREATE TRIGGER trg_UpdateTimestamp ON Orders AFTER UPDATE AS BEGIN UPDATE Orders SET UpdatedAt = GETDATE() "
                + "WHERE Id IN (SELECT Id FROM inserted); END;",
            summary: "CREATE TRIGGER trg_UpdateTimestamp"
        ),
        .init(
            "alter_trigger",
            "ALTER TRIGGER trg_AfterInsert ON Employees AFTER INSERT AS BEGIN INSERT INTO AuditLog (EmployeeId, Action) "
                + "SELECT Id, 'INSERT' FROM inserted; END;",
            "ALTER TRIGGER trg_AfterInsert ON Employees AFTER INSERT AS BEGIN INSERT INTO AuditLog (EmployeeId, Action) "
                + "SELECT Id, ? FROM inserted; END;",
            summary: "ALTER TRIGGER trg_AfterInsert"
        ),
        .init("drop_trigger", "DROP TRIGGER IF EXISTS trg_AfterInsert;", summary: "DROP TRIGGER trg_AfterInsert"),
        .init("create_database", "CREATE DATABASE TestDb;", summary: "CREATE DATABASE TestDb"),
        .init(
            "alter_database",
            "ALTER DATABASE TestDb MODIFY NAME = NewTestDb;",
            summary: "ALTER DATABASE TestDb"
        ),
        .init("drop_database", "DROP DATABASE IF EXISTS TestDb;", summary: "DROP DATABASE TestDb"),
        .init("create_schema", "CREATE SCHEMA Reporting;", summary: "CREATE SCHEMA Reporting"),
        .init("alter_schema", "ALTER SCHEMA Reporting TRANSFER dbo.OldTable;", summary: "ALTER SCHEMA Reporting"),
        .init("drop_schema", "DROP SCHEMA IF EXISTS Reporting;", summary: "DROP SCHEMA Reporting"),
        .init(
            "create_sequence",
            "CREATE SEQUENCE SalesSeq START WITH 1 INCREMENT BY 1;",
            "CREATE SEQUENCE SalesSeq START WITH ? INCREMENT BY ?;",
            summary: "CREATE SEQUENCE SalesSeq"
        ),
        .init(
            "alter_sequence",
            "ALTER SEQUENCE SalesSeq RESTART WITH 100;",
            "ALTER SEQUENCE SalesSeq RESTART WITH ?;",
            summary: "ALTER SEQUENCE SalesSeq"
        ),
        .init("drop_sequence", "DROP SEQUENCE SalesSeq;", summary: "DROP SEQUENCE SalesSeq"),
        .init(
            "create_function_tsql",
            "CREATE FUNCTION dbo.GetTotal(@a INT, @b INT) RETURNS INT AS BEGIN RETURN @a + @b; END;",
            summary: "CREATE FUNCTION dbo.GetTotal",
            system: .microsoftSQLServer
        ),
        .init(
            "alter_function_tsql",
            "ALTER FUNCTION dbo.GetTotal(@a INT, @b INT) RETURNS INT AS BEGIN RETURN @a * @b; END;",
            summary: "ALTER FUNCTION dbo.GetTotal",
            system: .microsoftSQLServer
        ),
        .init(
            "drop_function_tsql",
            "DROP FUNCTION dbo.GetTotal;",
            summary: "DROP FUNCTION dbo.GetTotal",
            system: .microsoftSQLServer
        ),
    ]

    private static let principals: [PublishedCase] = [
        .init(
            "create_user",
            "CREATE USER johndoe WITH PASSWORD = 'password';",
            "CREATE USER johndoe WITH PASSWORD = ?;",
            summary: "CREATE USER johndoe"
        ),
        .init(
            "alter_user",
            "ALTER USER johndoe WITH PASSWORD = 'newpassword';",
            "ALTER USER johndoe WITH PASSWORD = ?;",
            summary: "ALTER USER johndoe"
        ),
        .init("drop_user", "DROP USER IF EXISTS johndoe;", summary: "DROP USER johndoe"),
        .init("create_role", "CREATE ROLE app_admin;", summary: "CREATE ROLE app_admin"),
        .init("alter_role", "ALTER ROLE app_admin ADD MEMBER johndoe;", summary: "ALTER ROLE app_admin"),
        .init("drop_role", "DROP ROLE IF EXISTS app_admin;", summary: "DROP ROLE app_admin"),
    ]

    private static let calls: [PublishedCase] = [
        .init(
            "exec_sp_rename_table_tsql",
            "EXEC sp_rename 'OldTable', 'NewTable';",
            "EXEC sp_rename ?, ?;",
            summary: "EXEC sp_rename",
            system: .microsoftSQLServer
        ),
        .init("exec_stored_procedure_no_params", "EXEC GetAllEmployees;", summary: "EXEC GetAllEmployees"),
        .init(
            "exec_stored_procedure_with_params",
            "EXEC GetEmployeeById @EmployeeId = 42;",
            "EXEC GetEmployeeById @EmployeeId = ?;",
            summary: "EXEC GetEmployeeById"
        ),
    ]

    private static let malformed: [PublishedCase] = [
        .init(
            "in_clause_starting_with_negative_literal",
            "SELECT * FROM table WHERE value IN (-123, .456, 'abc', 0.12, 1e10)",
            "SELECT * FROM table WHERE value IN (?)",
            "SELECT * FROM table WHERE value IN (?, ?, ?, ?, ?)",
            summary: "SELECT table"
        ),
        .init(
            "in_clause_starting_with_hex_literal",
            "SELECT * FROM table WHERE value IN (0xAB, .456, 'abc', 0.12, 1e10)",
            "SELECT * FROM table WHERE value IN (?)",
            "SELECT * FROM table WHERE value IN (?, ?, ?, ?, ?)",
            summary: "SELECT table"
        ),
        .init(
            "in_clause_starting_with_string_literal",
            "SELECT * FROM table WHERE value IN ('abc', 0xAB, .456, 0.12, 1e10)",
            "SELECT * FROM table WHERE value IN (?)",
            "SELECT * FROM table WHERE value IN (?, ?, ?, ?, ?)",
            summary: "SELECT table"
        ),
        .init(
            "malformed_in_clause",
            "SELECT * FROM table WHERE value IN ('abc', 0xAB, .456,",
            "SELECT * FROM table WHERE value IN (?, ?, ?,",
            summary: "SELECT table"
        ),
        .init(
            "malformed_alter_table_example_one",
            "ALTER  TABLE MyTable ADD Name varchar(255) 'mypassword' 1234",
            "ALTER  TABLE MyTable ADD Name varchar(255) ? ?",
            "ALTER  TABLE MyTable ADD Name varchar(?) ? ?",
            summary: "ALTER TABLE MyTable"
        ),
        .init(
            "malformed_alter_table_example_two",
            "ALTER  TABLE MyTable 'mypassword' ADD 123 Name varchar(255)",
            "ALTER  TABLE MyTable ? ADD ? Name varchar(255)",
            "ALTER  TABLE MyTable ? ADD ? Name varchar(?)",
            summary: "ALTER TABLE MyTable"
        ),
    ]
}
