"""A traced client and a traced server, on the Python OpenTelemetry SDK.

usage: tracing.py URL

Calls URL?port=PORT within a span, where PORT is that of the server, which whoever answers is to call. Then prints what the
client sent and what the server got, as one line of JSON.
"""

import json
import sys
import threading
import urllib.request
from http.server import BaseHTTPRequestHandler, HTTPServer

from opentelemetry import baggage, context, propagate, trace
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.trace import NonRecordingSpan, SpanContext, TraceFlags, TraceState

tracer = TracerProvider().get_tracer("tracing.py")
seen = {}


def describe(span_context):
    return {
        "traceID": trace.format_trace_id(span_context.trace_id),
        "spanID": trace.format_span_id(span_context.span_id),
        "flags": int(span_context.trace_flags),
        "traceState": span_context.trace_state.to_header(),
    }


class Server(BaseHTTPRequestHandler):
    def do_GET(self):
        extracted = propagate.extract(dict(self.headers.items()))
        with tracer.start_as_current_span("python server", context=extracted) as span:
            seen["server"] = describe(span.get_span_context())
            seen["serverParent"] = describe(trace.get_current_span(extracted).get_span_context())
            seen["baggage"] = dict(baggage.get_all(extracted))
        self.send_response(200)
        self.send_header("content-length", "0")
        self.end_headers()

    def log_message(self, *_):
        pass


server = HTTPServer(("127.0.0.1", 0), Server)
threading.Thread(target=server.serve_forever, daemon=True).start()

# The trace comes from somewhere else, and brings a trace state.
origin = SpanContext(0x0AF7651916CD43DD8448EB211C80319C, 0xB7AD6B7169203331, True, TraceFlags(1), TraceState([("vendor", "kept")]))
current = baggage.set_baggage("user", "jürgen; 42", trace.set_span_in_context(NonRecordingSpan(origin)))
context.attach(current)
with tracer.start_as_current_span("python client") as span:
    seen["client"] = describe(span.get_span_context())
    headers = {}
    propagate.inject(headers)
    request = urllib.request.Request(f"{sys.argv[1]}?port={server.server_port}", headers=headers)
    with urllib.request.urlopen(request, timeout=20) as answer:
        seen["status"] = answer.status
        seen["traceResponse"] = answer.headers["traceresponse"]
print(json.dumps(seen))
server.shutdown()
