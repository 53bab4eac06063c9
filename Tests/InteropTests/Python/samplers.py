"""Holds our composable samplers beside those of OpenTelemetry's own SDK for Python.

    samplers.py CASES

CASES is a file of JSON lines: a sampler, a span that starts, and what we make of it. The first difference ends the script.
"""

import json
import pathlib
import sys

from opentelemetry import trace
from opentelemetry.sdk.trace import _sampling_experimental as sampling
from opentelemetry.sdk.trace._sampling_experimental import _rule_based as rules
from opentelemetry.sdk.trace._sampling_experimental._trace_state import OtelTraceState
from opentelemetry.sdk.trace.sampling import Decision


def composable(described):
    if "probability" in described:
        return sampling.composable_traceid_ratio_based(described["probability"])
    if "parent" in described:
        return sampling.composable_parent_threshold(composable(described["parent"]))
    return sampling.composable_rule_based([(predicate(rule), composable(rule["sampler"])) for rule in described["rules"]])


def predicate(rule):
    predicates = [
        rules.SpanKindPredicate([trace.SpanKind[kind] for kind in rule["kinds"]]),
        rules.ParentPredicate(rule["parents"]),
    ]
    if rule["values"]:
        predicates.append(rules.AttributeValuesPredicate("key", rule["values"]))
    if rule["patterns"]:
        predicates.append(rules.AttributePatternsPredicate("key", rule["patterns"], rule["except"]))
    return rules.AllPredicate(predicates)


def theirs(case):
    state = trace.TraceState.from_header([case["state"]])
    trace_id = int(case["traceID"], 16)
    context = None
    if case["parent"] is not None:
        parent = trace.SpanContext(trace_id, 1, case["isRemote"], trace.TraceFlags(case["parent"]), state)
        context = trace.set_span_in_context(trace.NonRecordingSpan(parent))
    else:
        state = None
    attributes = {"key": case["value"]} if case["value"] is not None else {}
    result = sampling.composite_sampler(composable(case["sampler"])).should_sample(
        context, trace_id, "name", trace.SpanKind[case["kind"]], attributes, None, state
    )
    shared = OtelTraceState.parse(result.trace_state)
    if result.decision is Decision.DROP:
        # They leave the parent's threshold where nothing else is to be written, as if the span stood for others.
        shared.threshold = -1
    return result.decision is Decision.RECORD_AND_SAMPLE, shared.serialize()


count = 0
for line in pathlib.Path(sys.argv[1]).read_text().splitlines():
    case = json.loads(line)
    expected = theirs(case)
    found = (case["isSampled"], case["ours"])
    if expected != found:
        sys.exit(f"{case}: {expected} and not {found}")
    count += 1
print(count)
