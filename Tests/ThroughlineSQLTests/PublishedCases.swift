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
