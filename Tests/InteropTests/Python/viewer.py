"""Sends traces to a viewer as senders in the wild do, and reads them back over its API.

usage: viewer.py URL

Spans go as OTLP in JSON, compressed, by Python's requests; those of the second request are the parents of those of the first.
Prints one JSON object with what the API says.
"""

import base64
import gzip
import json
import sys

import requests
from google.protobuf.json_format import MessageToDict
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.common.v1.common_pb2 import AnyValue, KeyValue
from opentelemetry.proto.resource.v1.resource_pb2 import Resource
from opentelemetry.proto.trace.v1.trace_pb2 import ResourceSpans, ScopeSpans, Span

url = sys.argv[1]
EPOCH = 1_788_264_271_000_000_000
TRACE = "5b8efff798038103d269b633813fc60c"


def span(number, parent, name, start, duration, service="shop", kind=Span.SPAN_KIND_INTERNAL):
    return service, Span(
        trace_id=bytes.fromhex(TRACE),
        span_id=number.to_bytes(8, "big"),
        parent_span_id=parent.to_bytes(8, "big") if parent else b"",
        name=name,
        kind=kind,
        start_time_unix_nano=EPOCH + start * 1_000_000,
        end_time_unix_nano=EPOCH + (start + duration) * 1_000_000,
        attributes=[KeyValue(key="n", value=AnyValue(int_value=number))],
    )


def hexadecimal(value):
    """Ids are hexadecimal in OTLP's JSON, and base 64 in protobuf's."""
    if isinstance(value, dict):
        return {
            key: bytes_of(inner).hex() if key in ("traceId", "spanId", "parentSpanId") else hexadecimal(inner)
            for key, inner in value.items()
        }
    return [hexadecimal(inner) for inner in value] if isinstance(value, list) else value


def bytes_of(text):
    return base64.b64decode(text)


def send(spans):
    request = ExportTraceServiceRequest(
        resource_spans=[
            ResourceSpans(
                resource=Resource(
                    attributes=[KeyValue(key="service.name", value=AnyValue(string_value=service))]
                ),
                scope_spans=[ScopeSpans(spans=[one])],
            )
            for service, one in spans
        ]
    )
    document = hexadecimal(MessageToDict(request, use_integers_for_enums=True))
    answer = requests.post(
        f"{url}/v1/traces",
        data=gzip.compress(json.dumps(document).encode()),
        headers={"Content-Type": "application/json", "Content-Encoding": "gzip"},
        timeout=30,
    )
    answer.raise_for_status()


server, client = Span.SPAN_KIND_SERVER, Span.SPAN_KIND_CLIENT
send(
    [
        span(3, 2, "GET /price", -50, 10, service="partner", kind=server),  # by a clock that is slow
        span(4, 3, "SELECT", -49, 5, service="partner", kind=client),
        span(6, 5, "circle", 40, 1),
        span(5, 6, "circle", 41, 1),
        span(7, 99, "orphan", 60, 1),
    ]
)
send(
    [
        span(1, 0, "POST /orders", 0, 30, kind=server),
        span(2, 1, "GET", 5, 20, kind=client),
        span(8, 0, "second root", 70, 1),
        span(9, 1, "twin", 26, 1),
        span(9, 1, "other twin", 27, 1, service="partner"),
    ]
)


def get(path, **parameters):
    answer = requests.get(f"{url}/api/{path}", params=parameters, timeout=30)
    answer.raise_for_status()
    return answer.json()


trace = get(f"traces/{TRACE}")
rows = [dict(zip(trace["columns"], row)) for row in trace["spans"]]
print(
    json.dumps(
        {
            "listed": [found["trace"] for found in get("traces", q="service=partner name=SELECT")["traces"]],
            "rows": [
                {
                    "name": trace["names"][row["name"]],
                    "service": trace["services"][row["service"]],
                    "parent": trace["names"][rows[row["parent"]]["name"]] if row["parent"] >= 0 else None,
                    "flags": row["flags"],
                }
                for row in rows
            ],
            "roots": trace["summary"]["roots"],
            "complete": trace["summary"]["complete"],
            "same": requests.post(
                f"{url}/api/import",
                data=requests.get(f"{url}/api/export", timeout=30).content,
                headers={"X-Throughline": "1", "Content-Type": "application/x-ndjson"},
                timeout=30,
            ).json(),
            "spans": get("status")["spans"],
        }
    )
)
