import ThroughlineSQL

extension PublishedCase {
    static let tables: [PublishedCase] = [
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

    static let definitions: [PublishedCase] = [
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

    static let principals: [PublishedCase] = [
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
}
