"""Reads what other processes carry with OpenTelemetry's own propagators for Python.

    propagators.py CASES

CASES is a file of JSON lines, each with the name of a propagator and a carrier. For each, a line says what was extracted, as
`[trace, span, is sampled]` or null, and what is injected of it. The name `environment` reads W3C Trace Context from a carrier
with the names of environment variables.
"""

import json
import pathlib
import sys

from opentelemetry import trace
from opentelemetry.propagators._envcarrier import EnvironmentGetter
from opentelemetry.propagators.aws import AwsXRayPropagator
from opentelemetry.propagators.b3 import B3MultiFormat, B3SingleFormat
from opentelemetry.propagators.jaeger import JaegerPropagator
from opentelemetry.propagators.ot_trace import OTTracePropagator
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

propagators = {
    "b3": B3SingleFormat(),
    "b3multi": B3MultiFormat(),
    "jaeger": JaegerPropagator(),
    "xray": AwsXRayPropagator(),
    "ottrace": OTTracePropagator(),
}


def extracted(name, carrier):
    if name == "environment":
        return TraceContextTextMapPropagator().extract(carrier, getter=EnvironmentGetter())
    if name == "xray":
        # Python's reads this name only as it is written in its documentation.
        carrier = {"X-Amzn-Trace-Id": carrier["x-amzn-trace-id"]}
    return propagators[name].extract(carrier)


for line in pathlib.Path(sys.argv[1]).read_text().splitlines():
    name, carrier = json.loads(line)
    context = extracted(name, carrier)
    span = trace.get_current_span(context).get_span_context()
    injected = {}
    if name != "environment" and span.is_valid:
        propagators[name].inject(injected, context)
    said = [f"{span.trace_id:032x}", f"{span.span_id:016x}", span.trace_flags.sampled] if span.is_valid else None
    print(json.dumps([said, {key.lower(): value for key, value in injected.items()}]))
