#include "CSQLiteTracing.h"
#include "hooks.h"

#include <stdlib.h>
#include <time.h>

// SQLite's trace hook is the source of all events: it is SQLite's own, and there on every platform. What it does not know,
// a statement's result code and a text that does not compile, comes from hooks.c, where that is in place.

int sqlite3_trace_v2(sqlite3 *, unsigned, trace_callback, void *);
int sqlite3_create_function_v2(
    sqlite3 *, const char *, int, int, void *,
    void (*)(void *, int, void **), void (*)(void *, int, void **), void (*)(void *), void (*)(void *));

enum { TRACE_STMT = 1, TRACE_PROFILE = 2, TRACE_ROW = 4, TRACE_CLOSE = 8 };
enum { SQLITE_OK = 0, SQLITE_NOMEM = 7, SQLITE_UTF8 = 1, SQLITE_DIRECTONLY = 0x80000 };

static long long nanoseconds(int isCoarse) {
    struct timespec time;
#ifdef CLOCK_MONOTONIC_COARSE
    clock_gettime(isCoarse ? CLOCK_MONOTONIC_COARSE : CLOCK_MONOTONIC, &time);
#else
    clock_gettime(CLOCK_MONOTONIC, &time);
#endif
    return time.tv_sec * 1000000000LL + time.tv_nsec;
}

// A statement that has started and not ended, with what SQLite tells too often to hand it on.
struct running {
    sqlite3_stmt *statement;
    long rows;
    long long last_row;
    int isTimed;
};

// How many statements of a connection are followed at a time: cursors that stay open.
enum { RUNNING_LIMIT = 64 };

struct observed {
    sqlite3 *connection;
    const struct trace_hooks *hooks;
    throughline_observer observer;
    void *context;
    void (*release)(void *);
    int running_count;
    struct running running[RUNNING_LIMIT];
};

static int tell(const struct observed *observed, throughline_event event) {
    return observed->observer(observed->context, &event);
}

static struct running *find(struct observed *observed, const sqlite3_stmt *statement) {
    for (struct running *running = observed->running + observed->running_count; running-- > observed->running;) {
        if (running->statement == statement) return running;
    }
    return NULL;
}

static void ended(struct observed *observed, int kind, sqlite3_stmt *statement, int code) {
    struct running *running = find(observed, statement);
    if (!running) return;
    throughline_event event = {.kind = kind, .code = code, .statement = statement, .rows = running->rows};
    if (running->last_row) event.idle = nanoseconds(0) - running->last_row;
    *running = observed->running[--observed->running_count];
    tell(observed, event);
}

static void started(struct observed *observed, sqlite3_stmt *statement, const char *text) {
    // One that starts again has ended, however that escaped notice.
    ended(observed, THROUGHLINE_STATEMENT_ABANDONED, statement, -1);
    if (observed->running_count == RUNNING_LIMIT) return;
    int wanted = tell(
        observed, (throughline_event){.kind = THROUGHLINE_STATEMENT_STARTED, .statement = statement, .text = text});
    if (wanted == THROUGHLINE_IGNORE) return;
    observed->running[observed->running_count++] =
        (struct running){.statement = statement, .isTimed = wanted == THROUGHLINE_FOLLOW_AND_TIME};
}

static void returned_row(struct observed *observed, const sqlite3_stmt *statement) {
    struct running *running = find(observed, statement);
    if (!running) return;
    running->rows++;
    // Of many rows, which are read in one go as a rule, a time that is some milliseconds old is good enough.
    if (running->isTimed) running->last_row = nanoseconds(running->rows > 16);
}

int traced(unsigned kind, void *context, void *object, void *detail) {
    struct observed *observed = context;
    switch (kind) {
    case TRACE_STMT:
        // A trigger, and a statement that runs within another, come with a text of their own in place of the statement's.
        if (detail == sqlite3_sql(object) && !is_internal(observed->connection)) started(observed, object, detail);
        break;
    case TRACE_ROW:
        returned_row(observed, object);
        break;
    case TRACE_PROFILE:
        // It comes before sqlite3_step returns, or else from sqlite3_reset or sqlite3_finalize.
        if (code_will_be_known(object, observed)) break;
        ended(
            observed, sqlite3_stmt_busy(object) ? THROUGHLINE_STATEMENT_ABANDONED : THROUGHLINE_STATEMENT_ENDED, object, -1);
        break;
    case TRACE_CLOSE:
        observed->running_count = 0;
        tell(observed, (throughline_event){.kind = THROUGHLINE_CONNECTION_CLOSING});
        break;
    }
    if (observed->hooks) trace_others(observed->hooks, kind, object, detail);
    return 0;
}

void code_known(void *observed, sqlite3_stmt *statement, int code) {
    ended(observed, THROUGHLINE_STATEMENT_ENDED, statement, code);
}

void text_refused(void *observed, const char *text, int code) {
    tell(observed, (throughline_event){.kind = THROUGHLINE_STATEMENT_REFUSED, .code = code, .text = text});
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
        observed->running_count = 0;
        tell(observed, (throughline_event){.kind = THROUGHLINE_CONNECTION_CLOSING});
        observed->release(observed->context);
        observed->observer = observer;
        observed->context = context;
        observed->release = release;
        return SQLITE_OK;
    }
    observed = calloc(1, sizeof *observed);
    if (!observed) {
        release(context);
        return SQLITE_NOMEM;
    }
    observed->connection = connection;
    observed->observer = observer;
    observed->context = context;
    observed->release = release;
    int code = when_closed(connection, "throughline_observed", observed, connection_gone);
    if (code != SQLITE_OK) return code;  // SQLite has called the destructor.
    code = sqlite3_trace_v2(connection, TRACE_STMT | TRACE_PROFILE | TRACE_ROW | TRACE_CLOSE, traced, observed);
    observed->hooks = trace_hooks_of(connection);
    return code;
}
