#ifndef HOOKS_H
#define HOOKS_H

#include "CSQLiteTracing.h"

typedef int (*trace_callback)(unsigned kind, void *context, void *object, void *detail);

/// A connection's two trace hooks: this library's, and the one that anybody else has set.
struct trace_hooks;

/// The hooks of a connection; NULL where others' hooks cannot be known.
struct trace_hooks *trace_hooks_of(sqlite3 *);

/// What traced() is called with for a connection; NULL where it is not, or that cannot be known.
void *observed_of(sqlite3 *);

/// Calls the hook that anybody else has set, if it wants events of this kind.
void trace_others(const struct trace_hooks *, unsigned kind, void *object, void *detail);

/// The connection is gone.
void trace_hooks_forget(sqlite3 *);

/// Whether code_known() will be called for the statement, when the sqlite3_step that ends it returns.
int code_will_be_known(sqlite3_stmt *, void *observed);

/// Whether what runs on the connection now does so within something else on it: a virtual table's own statements, say.
int is_internal(sqlite3 *);

// In observe.c, called from the interposed functions.
int traced(unsigned kind, void *observed, void *object, void *detail);
void code_known(void *observed, sqlite3_stmt *, int code);
void text_refused(void *observed, const char *text, int code);

#endif
