#ifndef CSQLITETRACING_H
#define CSQLITETRACING_H

#include <stdbool.h>
#include <string.h>

// SQLite, as far as tracing needs it. Its interface is stable, and declared here rather than included so that whatever
// SQLite GRDB is built with will do.
typedef struct sqlite3 sqlite3;
typedef struct sqlite3_stmt sqlite3_stmt;

const char *sqlite3_sql(sqlite3_stmt *);
char *sqlite3_expanded_sql(sqlite3_stmt *);
const char *sqlite3_bind_parameter_name(sqlite3_stmt *, int);
int sqlite3_stmt_readonly(sqlite3_stmt *);
int sqlite3_stmt_busy(sqlite3_stmt *);
sqlite3 *sqlite3_db_handle(sqlite3_stmt *);
int sqlite3_get_autocommit(sqlite3 *);
int sqlite3_changes(sqlite3 *);
int sqlite3_total_changes(sqlite3 *);
const char *sqlite3_db_filename(sqlite3 *, const char *);
int sqlite3_column_count(sqlite3_stmt *);
const char *sqlite3_errmsg(sqlite3 *);
const char *sqlite3_errstr(int);
void sqlite3_free(void *);

/// What a connection tells.
enum {
    /// A statement starts. `text` is its SQL, and the answer says what else is wanted of it.
    THROUGHLINE_STATEMENT_STARTED = 1,
    /// A statement has ended. `code` is its result code, or -1 where that cannot be known.
    THROUGHLINE_STATEMENT_ENDED = 2,
    /// A statement that could have returned more rows was reset or finalized.
    THROUGHLINE_STATEMENT_ABANDONED = 3,
    /// A text could not be compiled. `text` is what is left of it from the statement on, and `code` is why.
    THROUGHLINE_STATEMENT_REFUSED = 4,
    /// The connection is about to close, which can fail; or another observer takes this one's place.
    THROUGHLINE_CONNECTION_CLOSING = 5,
};

/// What is wanted of a statement that starts.
enum {
    /// Nothing: its end is not told.
    THROUGHLINE_IGNORE = 0,
    /// Its end, and its rows.
    THROUGHLINE_FOLLOW = 1,
    /// And when the last row came.
    THROUGHLINE_FOLLOW_AND_TIME = 2,
};

typedef struct {
    int kind;
    int code;
    sqlite3_stmt *statement;
    const char *text;
    /// How many rows a statement that has ended has returned.
    long rows;
    /// How many nanoseconds ago its last row came; 0 where that is not known.
    long long idle;
} throughline_event;

/// Called on the thread that uses the connection, for one event at a time. The answer counts where a statement starts.
typedef int (*throughline_observer)(void *context, const throughline_event *event);

/// Whether a connection can have other trace hooks beside the one of throughline_observe(): where SQLite is a shared library on
/// Linux. Elsewhere the last one that was set is the only one.
bool throughline_shares_hooks(void);

/// Tells `observer` of everything that happens on a connection, as long as it is open.
///
/// - A connection has one observer, the last one.
/// - `release` is called with `context` when the connection is gone, or at once if an error is returned.
/// - Returns SQLite's result code.
int throughline_observe(sqlite3 *connection, throughline_observer observer, void *context, void (*release)(void *context));

/// Calls `release` with `context` when the connection is gone, or at once if that cannot be known.
///
/// - `name` tells several of a connection apart. It becomes the name of a function of SQL, which answers NULL.
void throughline_when_closed(sqlite3 *connection, const char *name, void *context, void (*release)(void *context));

static inline long throughline_text_length(const char *text) {
    return (long)strlen(text);
}

static inline bool throughline_is_same_text(const char *text, const char *other) {
    return strcmp(text, other) == 0;
}

#endif
