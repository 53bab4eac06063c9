#include "CSQLiteTracing.h"
#include "hooks.h"

#include <stdlib.h>

// SQLite's trace hook is the source of all events: it is SQLite's own, and there on every platform. What it does not know,
// a statement's result code and a text that does not compile, comes from hooks.c, where that is in place.

int sqlite3_trace_v2(sqlite3 *, unsigned, trace_callback, void *);
int sqlite3_create_function_v2(
    sqlite3 *, const char *, int, int, void *,
    void (*)(void *, int, void **), void (*)(void *, int, void **), void (*)(void *), void (*)(void *));

enum { TRACE_STMT = 1, TRACE_PROFILE = 2, TRACE_ROW = 4, TRACE_CLOSE = 8 };
enum { SQLITE_OK = 0, SQLITE_NOMEM = 7, SQLITE_UTF8 = 1, SQLITE_DIRECTONLY = 0x80000 };

struct observed {
    sqlite3 *connection;
    const struct trace_hooks *hooks;
    throughline_observer observer;
    void *context;
    void (*release)(void *);
};

static void tell(const struct observed *observed, int kind, int code, sqlite3_stmt *statement, const char *text) {
    const throughline_event event = {kind, code, statement, text};
    observed->observer(observed->context, &event);
}

int traced(unsigned kind, void *context, void *object, void *detail) {
    struct observed *observed = context;
    switch (kind) {
    case TRACE_STMT:
        // A trigger, and a statement that runs within another, come with a text of their own in place of the statement's.
        if (detail == sqlite3_sql(object) && !is_internal(observed->connection)) {
            tell(observed, THROUGHLINE_STATEMENT_STARTED, 0, object, detail);
        }
        break;
    case TRACE_ROW:
        tell(observed, THROUGHLINE_STATEMENT_ROW, 0, object, NULL);
        break;
    case TRACE_PROFILE:
        // It comes before sqlite3_step returns, or else from sqlite3_reset or sqlite3_finalize.
        if (code_will_be_known(object, observed)) break;
        tell(
            observed, sqlite3_stmt_busy(object) ? THROUGHLINE_STATEMENT_ABANDONED : THROUGHLINE_STATEMENT_ENDED, -1,
            object, NULL);
        break;
    case TRACE_CLOSE:
        tell(observed, THROUGHLINE_CONNECTION_CLOSING, 0, NULL, NULL);
        break;
    }
    if (observed->hooks) trace_others(observed->hooks, kind, object, detail);
    return 0;
}

void code_known(void *observed, sqlite3_stmt *statement, int code) {
    tell(observed, THROUGHLINE_STATEMENT_ENDED, code, statement, NULL);
}

void text_refused(void *observed, const char *text, int code) {
    tell(observed, THROUGHLINE_STATEMENT_REFUSED, code, NULL, text);
}

// A function's destructor is called when the connection is really gone: after sqlite3_close_v2 has returned, it may be, when the
// last statement is finalized. No event says that.
static void answer_null(void *context, int count, void **values) {}

static int when_closed(sqlite3 *connection, const char *name, void *context, void (*release)(void *)) {
    return sqlite3_create_function_v2(
        connection, name, 0, SQLITE_UTF8 | SQLITE_DIRECTONLY, context, answer_null, NULL, NULL, release);
}

void throughline_when_closed(sqlite3 *connection, const char *name, void *context, void (*release)(void *)) {
    when_closed(connection, name, context, release);
}

static void connection_gone(void *context) {
    struct observed *observed = context;
    trace_hooks_forget(observed->connection);
    observed->release(observed->context);
    free(observed);
}

int throughline_observe(sqlite3 *connection, throughline_observer observer, void *context, void (*release)(void *)) {
    struct observed *observed = observed_of(connection);
    if (observed) {
        tell(observed, THROUGHLINE_CONNECTION_CLOSING, 0, NULL, NULL);
        observed->release(observed->context);
        observed->observer = observer;
        observed->context = context;
        observed->release = release;
        return SQLITE_OK;
    }
    observed = malloc(sizeof *observed);
    if (!observed) {
        release(context);
        return SQLITE_NOMEM;
    }
    *observed = (struct observed){connection, NULL, observer, context, release};
    int code = when_closed(connection, "throughline_observed", observed, connection_gone);
    if (code != SQLITE_OK) return code;  // SQLite has called the destructor.
    code = sqlite3_trace_v2(connection, TRACE_STMT | TRACE_PROFILE | TRACE_ROW | TRACE_CLOSE, traced, observed);
    observed->hooks = trace_hooks_of(connection);
    return code;
}
