#define _GNU_SOURCE
#include "hooks.h"

// SQLite has one trace hook a connection, the last one set, and tells neither which one that is nor what a statement's result
// code was. So these functions of SQLite's are interposed: they are called in place of SQLite's own, note what is needed, and
// call those. That a program's own functions go before a shared library's of the same name is how ELF links. They are weak,
// so that a SQLite that is linked statically stays as it is; then hooks.h says so, and nothing else is lost.
//
// - sqlite3_trace_v2: a connection that is observed keeps two hooks, this library's and the last one that anybody else has set.
// - sqlite3_step: a statement's end is told with its result code.
// - sqlite3_prepare_v3, the one GRDB uses: a text that does not compile is told. Both know what SQLite runs for itself.
// - sqlite3_close, sqlite3_close_v2: hooks of a connection that was never observed are forgotten.

#ifdef __linux__

#include <dlfcn.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>

enum { SQLITE_OK = 0, SQLITE_MISUSE = 21, SQLITE_ROW = 100 };

#define INTERPOSED __attribute__((weak, visibility("default")))

// SQLite's own function, which is looked up once; NULL if there is none, which cannot be: somebody called it.
#define SQLITE_FUNCTION(name, type)                                              \
    static type real_##name(void) {                                              \
        static _Atomic(type) found;                                              \
        type function = atomic_load_explicit(&found, memory_order_relaxed);      \
        if (!function) {                                                         \
            function = (type)dlsym(RTLD_NEXT, "sqlite3_" #name);                 \
            atomic_store_explicit(&found, function, memory_order_relaxed);       \
        }                                                                        \
        return function;                                                         \
    }

typedef int (*trace_function)(sqlite3 *, unsigned, trace_callback, void *);
typedef int (*step_function)(sqlite3_stmt *);
typedef int (*prepare_function)(sqlite3 *, const char *, int, unsigned, sqlite3_stmt **, const char **);
typedef int (*close_function)(sqlite3 *);
SQLITE_FUNCTION(trace_v2, trace_function)
SQLITE_FUNCTION(step, step_function)
SQLITE_FUNCTION(prepare_v3, prepare_function)
SQLITE_FUNCTION(close, close_function)
SQLITE_FUNCTION(close_v2, close_function)

// MARK: - The hooks of all connections

struct hook {
    unsigned mask;
    trace_callback callback;
    void *context;
};

struct trace_hooks {
    sqlite3 *connection;
    struct hook ours, theirs;
    struct trace_hooks *next;
};

enum { BUCKETS = 256 };
// The table is locked, and an entry of it is not: SQLite's hooks are set and called by the one thread that uses the connection.
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct trace_hooks *buckets[BUCKETS];

static struct trace_hooks **bucket(sqlite3 *connection) {
    uintptr_t address = (uintptr_t)connection;
    return &buckets[(address >> 4 ^ address >> 12) % BUCKETS];
}

// With the lock held.
static struct trace_hooks **find(sqlite3 *connection) {
    struct trace_hooks **place = bucket(connection);
    while (*place && (*place)->connection != connection) place = &(*place)->next;
    return place;
}

struct trace_hooks *trace_hooks_of(sqlite3 *connection) {
    pthread_mutex_lock(&lock);
    struct trace_hooks *hooks = *find(connection);
    pthread_mutex_unlock(&lock);
    return hooks;
}

void *observed_of(sqlite3 *connection) {
    struct trace_hooks *hooks = trace_hooks_of(connection);
    return hooks ? hooks->ours.context : NULL;
}

static struct trace_hooks *trace_hooks_made(sqlite3 *connection) {
    pthread_mutex_lock(&lock);
    struct trace_hooks **place = find(connection);
    if (!*place && (*place = calloc(1, sizeof **place))) (*place)->connection = connection;
    struct trace_hooks *hooks = *place;
    pthread_mutex_unlock(&lock);
    return hooks;
}

static void forget(sqlite3 *connection, int isObserved) {
    pthread_mutex_lock(&lock);
    struct trace_hooks **place = find(connection), *hooks = *place;
    int isMeant = hooks && (hooks->ours.callback != NULL) == isObserved;
    if (isMeant) *place = hooks->next;
    pthread_mutex_unlock(&lock);
    if (isMeant) free(hooks);
}

void trace_hooks_forget(sqlite3 *connection) { forget(connection, 1); }

void trace_others(const struct trace_hooks *hooks, unsigned kind, void *object, void *detail) {
    struct hook theirs = hooks->theirs;
    if (theirs.mask & kind) theirs.callback(kind, theirs.context, object, detail);
}

// MARK: - Interposed

static int shared_trace_v2(sqlite3 *connection, unsigned mask, trace_callback callback, void *context) {
    trace_function real = real_trace_v2();
    if (!real) return SQLITE_MISUSE;
    int removes = !mask || !callback;
    struct trace_hooks *hooks = removes ? trace_hooks_of(connection) : trace_hooks_made(connection);
    if (!hooks) return real(connection, mask, callback, context);

    struct hook hook = removes ? (struct hook){0} : (struct hook){mask, callback, context};
    if (callback == traced) hooks->ours = hook; else hooks->theirs = hook;
    if (!hooks->ours.callback) return real(connection, mask, callback, context);
    return real(connection, hooks->ours.mask | hooks->theirs.mask, hooks->ours.callback, hooks->ours.context);
}

__attribute__((weak, visibility("default"), alias("shared_trace_v2"))) int sqlite3_trace_v2(
    sqlite3 *, unsigned, trace_callback, void *);

bool throughline_shares_hooks(void) { return sqlite3_trace_v2 == shared_trace_v2; }

// A call of SQLite that is going on on this thread: a step, or else the compilation of a text.
struct call {
    sqlite3_stmt *statement;
    sqlite3 *connection;
    void *observed;
    struct call *outer;
};
static _Thread_local struct call *current_call;

int code_will_be_known(sqlite3_stmt *statement, void *observed) {
    if (!current_call || current_call->statement != statement) return 0;
    current_call->observed = observed;
    return 1;
}

static int is_within_another(const struct call *call, sqlite3 *connection) {
    for (call = call ? call->outer : NULL; call; call = call->outer) {
        if ((call->statement ? sqlite3_db_handle(call->statement) : call->connection) == connection) return 1;
    }
    return 0;
}

int is_internal(sqlite3 *connection) { return is_within_another(current_call, connection); }

INTERPOSED int sqlite3_step(sqlite3_stmt *statement) {
    step_function real = real_step();
    if (!real) return SQLITE_MISUSE;
    struct call call = {statement, NULL, NULL, current_call};
    current_call = &call;
    int code = real(statement);
    current_call = call.outer;
    // With a row, it was started anew, as the schema had changed, and has not ended.
    if (call.observed && code != SQLITE_ROW) code_known(call.observed, statement, code);
    return code;
}

INTERPOSED int sqlite3_prepare_v3(
    sqlite3 *connection, const char *text, int length, unsigned flags, sqlite3_stmt **statement, const char **tail) {
    prepare_function real = real_prepare_v3();
    if (!real) return SQLITE_MISUSE;
    struct call call = {NULL, connection, NULL, current_call};
    current_call = &call;
    int code = real(connection, text, length, flags, statement, tail);
    current_call = call.outer;
    // Only texts that end with a zero are told of: GRDB's do.
    if (code != SQLITE_OK && text && length < 0 && !is_within_another(&call, connection)) {
        void *observed = observed_of(connection);
        if (observed) text_refused(observed, text, code);
    }
    return code;
}

INTERPOSED int sqlite3_close(sqlite3 *connection) {
    close_function real = real_close();
    if (!real) return SQLITE_MISUSE;
    forget(connection, 0);
    return real(connection);
}

INTERPOSED int sqlite3_close_v2(sqlite3 *connection) {
    close_function real = real_close_v2();
    if (!real) return SQLITE_MISUSE;
    forget(connection, 0);
    return real(connection);
}

#else

struct trace_hooks *trace_hooks_of(sqlite3 *connection) { return NULL; }
void *observed_of(sqlite3 *connection) { return NULL; }
void trace_others(const struct trace_hooks *hooks, unsigned kind, void *object, void *detail) {}
void trace_hooks_forget(sqlite3 *connection) {}
int code_will_be_known(sqlite3_stmt *statement, void *observed) { return 0; }
int is_internal(sqlite3 *connection) { return 0; }
bool throughline_shares_hooks(void) { return false; }

#endif
