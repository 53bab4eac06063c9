/// The tables of a store, and who made them.
///
/// Telemetry is kept as it came, in OTLP's own bytes, beside the few columns that it is found by. What is *searched* is in
/// **segments**: an inverted index of ``Segment/capacity`` spans or log records each, which is written once, when it is
/// full, and never changed. Until then it is in memory, and `unsealed` says what belongs to it.
///
/// ```
/// name ─────────┐ a key of an attribute, a service: each once
/// origin ───────┤ a resource with a scope: each once
///               │
/// trace 1 ──── * span ──── * link             series 1 ──── * point
///   └────────── * log
///
/// segment 1 ──── * field      field.data: the values of one key in one segment, each with the rows that have it
/// ```
///
/// Traces are numbered as their first spans or log records come, and a span's row is the trace's number and the span's place in it:
/// so the spans of a trace lie together, and to make room is to cut off the first rows of each table. A row of a segment
/// whose trace is gone counts for nothing; a segment that has only such rows is dropped.
enum Schema {
    /// To be raised with every change of the tables or of the segments' format.
    static let version = 1

    /// Says in the file's header that it is a store: "THLV".
    static let applicationID: Int64 = 0x5448_4C56

    static let tables = """
        CREATE TABLE name (id INTEGER PRIMARY KEY, text TEXT NOT NULL UNIQUE) STRICT;

        -- resource and scope: OTLP's Resource and InstrumentationScope; identity: both, one after the other.
        CREATE TABLE origin (
            id INTEGER PRIMARY KEY,
            identity BLOB NOT NULL UNIQUE,
            resource BLOB NOT NULL,
            scope BLOB NOT NULL
        ) STRICT;

        -- start and end in ns since 1970, 0 when no span says; roots: spans without a parent; missing: parents that have not
        -- come; root: the span that the trace is named after; services: pairs of a name's id and a number of spans;
        -- bytes: of the spans and log records.
        CREATE TABLE trace (
            id INTEGER PRIMARY KEY,
            high INTEGER NOT NULL,
            low INTEGER NOT NULL,
            start INTEGER NOT NULL,
            end INTEGER NOT NULL,
            spans INTEGER NOT NULL,
            errors INTEGER NOT NULL,
            logs INTEGER NOT NULL,
            roots INTEGER NOT NULL,
            missing INTEGER NOT NULL,
            root INTEGER NOT NULL,
            services BLOB NOT NULL,
            bytes INTEGER NOT NULL
        ) STRICT;
        CREATE UNIQUE INDEX trace_by_id ON trace (low, high);

        -- id: the trace's number << 24 | the span's place in it. data: OTLP's Span without its three ids.
        CREATE TABLE span (
            id INTEGER PRIMARY KEY,
            span INTEGER NOT NULL,
            parent INTEGER NOT NULL,
            origin INTEGER NOT NULL,
            data BLOB NOT NULL
        ) STRICT;

        -- What spans refer to; source: span.id.
        CREATE TABLE link (source INTEGER NOT NULL, high INTEGER NOT NULL, low INTEGER NOT NULL, span INTEGER NOT NULL) STRICT;
        CREATE INDEX link_by_source ON link (source);
        CREATE INDEX link_by_target ON link (low, high, span);

        -- id: by arrival; trace: 0 for none; span: the span's own id. data: OTLP's LogRecord.
        CREATE TABLE log (
            id INTEGER PRIMARY KEY,
            trace INTEGER NOT NULL,
            span INTEGER NOT NULL,
            origin INTEGER NOT NULL,
            data BLOB NOT NULL
        ) STRICT;
        CREATE INDEX log_by_trace ON log (trace) WHERE trace > 0;

        -- A metric of one origin with one set of attributes. identity: all that tells it from others; form: what its points are,
        -- see MetricForm; attributes: OTLP's Resource, for its list of attributes.
        CREATE TABLE series (
            id INTEGER PRIMARY KEY,
            identity BLOB NOT NULL UNIQUE,
            origin INTEGER NOT NULL,
            name TEXT NOT NULL,
            unit TEXT NOT NULL,
            description TEXT NOT NULL,
            form INTEGER NOT NULL,
            attributes BLOB NOT NULL
        ) STRICT;
        CREATE INDEX series_by_name ON series (name);

        -- id: by arrival. data: OTLP's data point without its attributes.
        CREATE TABLE point (id INTEGER PRIMARY KEY, series INTEGER NOT NULL, data BLOB NOT NULL) STRICT;
        CREATE INDEX point_by_series ON point (series, id);

        -- signal: see Signal; newest: the last trace (or, of log records without one, the last record) that it holds.
        CREATE TABLE segment (
            id INTEGER PRIMARY KEY,
            signal INTEGER NOT NULL,
            count INTEGER NOT NULL,
            newest_trace INTEGER NOT NULL,
            newest_log INTEGER NOT NULL
        ) STRICT;

        -- id: the segment << 24 | the key's name. count: the rows that have the key. data: see FieldData.
        CREATE TABLE field (
            id INTEGER PRIMARY KEY,
            count INTEGER NOT NULL,
            kinds INTEGER NOT NULL,
            data BLOB NOT NULL
        ) STRICT;

        -- What the segments in memory hold, in the order of their rows.
        CREATE TABLE unsealed (id INTEGER PRIMARY KEY, signal INTEGER NOT NULL, record INTEGER NOT NULL) STRICT;

        -- Spans that were sent again with something else in them: the one row of a segment that counts.
        CREATE TABLE replaced (span INTEGER PRIMARY KEY, segment INTEGER NOT NULL, row INTEGER NOT NULL) STRICT;

        """

    /// Makes the tables in a new database, or sees whether an old one is a store of this release.
    static func prepare(_ connection: SQLiteConnection, path: String?) throws {
        do {
            if let path { try claim(connection, path: path) }
            try connection.execute("PRAGMA temp_store = MEMORY; PRAGMA cache_size = -65536")
            guard let path else { return try create(connection) }
            let application = try connection.integer("PRAGMA application_id")
            let version = Int(try connection.integer("PRAGMA user_version"))
            if application == applicationID {
                guard version <= Self.version else { throw StoreError.newerSchema(path: path, version: version) }
                // There is no older version yet.
                guard version == Self.version else { throw StoreError.foreign(path: path) }
            } else {
                let tables = try connection.integer("SELECT count(*) FROM sqlite_schema")
                guard application == 0, version == 0, tables == 0 else { throw StoreError.foreign(path: path) }
                try create(connection)
            }
            // Nothing is written to a file before it is known to be ours.
            try connection.execute(
                "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA wal_autocheckpoint = 4000"
            )
        } catch StoreError.damaged where path != nil {
            throw StoreError.foreign(path: path ?? "")
        }
    }

    /// One process has the file, with all that it keeps in memory of it.
    private static func claim(_ connection: SQLiteConnection, path: String) throws {
        try connection.execute("PRAGMA locking_mode = EXCLUSIVE")
        do {
            try connection.execute("BEGIN IMMEDIATE; COMMIT")
        } catch StoreError.failed(let reason) {
            if reason.contains("locked") { throw StoreError.inUse(path: path) }
            throw StoreError.cannotOpen(path: path, reason: reason)
        }
    }

    private static func create(_ connection: SQLiteConnection) throws {
        try connection.execute("PRAGMA page_size = 8192")
        try connection.transaction {
            try connection.execute(tables)
            try connection.execute("PRAGMA application_id = \(applicationID); PRAGMA user_version = \(version)")
        }
    }
}
