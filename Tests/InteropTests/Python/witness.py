"""An OTLP/HTTP collector that reads with the official protobuf classes, says what it saw, and fails as it is told.

    witness.py [STEP ...]

The first line of output is the port, on 127.0.0.1. Each request then becomes one line of JSON. Requests are answered by
the steps in turn, and after the last one with success:

    ok               200, an empty response
    partial:N        200, with N rejected spans
    STATUS           that status, with a google.rpc.Status as body
    STATUS:SECONDS   the same, with Retry-After
    close            no answer, the connection is closed
    reset            no answer, the connection is reset
    stall            no answer until the client goes away
    garbage          200, with a body that is not OTLP
    flood            200, with a body that does not end
"""

import gzip
import hashlib
import http.server
import json
import socket
import struct
import sys
import threading
import time

from google.protobuf import unknown_fields
from google.rpc import status_pb2
from opentelemetry.proto.collector.logs.v1 import logs_service_pb2
from opentelemetry.proto.collector.metrics.v1 import metrics_service_pb2
from opentelemetry.proto.collector.trace.v1 import trace_service_pb2
from opentelemetry.proto.logs.v1 import logs_pb2
from opentelemetry.proto.metrics.v1 import metrics_pb2
from opentelemetry.proto.trace.v1 import trace_pb2


def unknown(message, path=""):
    """Where a message has fields that the official classes do not know."""
    found = [f"{path}/{field.field_number}" for field in unknown_fields.UnknownFieldSet(message)]
    for descriptor, value in message.ListFields():
        if descriptor.message_type:
            for nested in value if descriptor.is_repeated else [value]:
                found += unknown(nested, f"{path}/{descriptor.name}")
    return found


def value(any_value):
    """An AnyValue as JSON, where 1 and "1" are told apart."""
    kind = any_value.WhichOneof("value")
    if kind == "array_value":
        return [value(element) for element in any_value.array_value.values]
    if kind == "kvlist_value":
        return attributes(any_value.kvlist_value.values)
    if kind == "bytes_value":
        return any_value.bytes_value.hex()
    return getattr(any_value, kind) if kind else None


def attributes(pairs):
    names = [pair.key for pair in pairs]
    assert len(names) == len(set(names)), f"an attribute occurs twice: {names}"
    return {pair.key: value(pair.value) for pair in pairs}


def spans(request):
    for resource_spans in request.resource_spans:
        for scope_spans in resource_spans.scope_spans:
            for span in scope_spans.spans:
                yield {
                    "resource": attributes(resource_spans.resource.attributes),
                    "scope": scope_spans.scope.name,
                    "traceID": span.trace_id.hex(),
                    "spanID": span.span_id.hex(),
                    "parentSpanID": span.parent_span_id.hex(),
                    "traceState": span.trace_state,
                    "flags": span.flags,
                    "name": span.name,
                    "kind": trace_pb2.Span.SpanKind.Name(span.kind),
                    "start": span.start_time_unix_nano,
                    "end": span.end_time_unix_nano,
                    "attributes": attributes(span.attributes),
                    "events": [
                        {"name": event.name, "time": event.time_unix_nano, "attributes": attributes(event.attributes)}
                        for event in span.events
                    ],
                    "links": [{"traceID": link.trace_id.hex(), "spanID": link.span_id.hex()} for link in span.links],
                    "status": trace_pb2.Status.StatusCode.Name(span.status.code),
                    "statusMessage": span.status.message,
                }


def logs(request):
    for resource_logs in request.resource_logs:
        for scope_logs in resource_logs.scope_logs:
            for record in scope_logs.log_records:
                yield {
                    "resource": attributes(resource_logs.resource.attributes),
                    "scope": scope_logs.scope.name,
                    "scopeVersion": scope_logs.scope.version,
                    "scopeSchemaURL": scope_logs.schema_url,
                    "time": record.time_unix_nano,
                    "observedTime": record.observed_time_unix_nano,
                    "severity": logs_pb2.SeverityNumber.Name(record.severity_number),
                    "severityText": record.severity_text,
                    "body": value(record.body),
                    "attributes": attributes(record.attributes),
                    "droppedAttributes": record.dropped_attributes_count,
                    "flags": record.flags,
                    "traceID": record.trace_id.hex(),
                    "spanID": record.span_id.hex(),
                    "eventName": record.event_name,
                }


def metrics(request):
    for resource_metrics in request.resource_metrics:
        for scope_metrics in resource_metrics.scope_metrics:
            for metric in scope_metrics.metrics:
                kind = metric.WhichOneof("data")
                data = getattr(metric, kind)
                temporality = getattr(data, "aggregation_temporality", 0)
                yield {
                    "resource": attributes(resource_metrics.resource.attributes),
                    "scope": scope_metrics.scope.name,
                    "scopeVersion": scope_metrics.scope.version,
                    "scopeAttributes": attributes(scope_metrics.scope.attributes),
                    "scopeSchemaURL": scope_metrics.schema_url,
                    "name": metric.name,
                    "unit": metric.unit,
                    "description": metric.description,
                    "kind": kind,
                    "isMonotonic": getattr(data, "is_monotonic", False),
                    "temporality": metrics_pb2.AggregationTemporality.Name(temporality),
                    "points": [point(element) for element in data.data_points],
                }


def point(data_point):
    counts = list(getattr(data_point, "bucket_counts", []))
    if hasattr(data_point, "positive"):
        counts = [*data_point.positive.bucket_counts, *data_point.negative.bucket_counts]
    kind = data_point.WhichOneof("value") if hasattr(data_point, "as_int") else None
    return {
        "attributes": attributes(data_point.attributes),
        "start": data_point.start_time_unix_nano,
        "time": data_point.time_unix_nano,
        "value": getattr(data_point, kind) if kind else None,
        "bounds": list(getattr(data_point, "explicit_bounds", [])),
        "counts": counts,
        "zeros": getattr(data_point, "zero_count", 0),
        "exemplarTraceIDs": [exemplar.trace_id.hex() for exemplar in data_point.exemplars],
        "exemplarSpanIDs": [exemplar.span_id.hex() for exemplar in data_point.exemplars],
    }


class Witness(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *arguments):
        pass

    def do_POST(self):
        sent = self.rfile.read(int(self.headers["content-length"]))
        record = {
            "path": self.path,
            "headers": {name.lower(): text for name, text in self.headers.items()},
            "received": time.monotonic(),
            "digest": hashlib.sha256(sent).hexdigest(),
            "error": None,
            "unknown": [],
            "spans": [],
            "logs": [],
            "metrics": [],
        }
        try:
            body = gzip.decompress(sent) if self.headers["content-encoding"] == "gzip" else sent
            if self.path == "/v1/logs":
                request = logs_service_pb2.ExportLogsServiceRequest.FromString(body)
                record["logs"] = list(logs(request))
            elif self.path == "/v1/metrics":
                request = metrics_service_pb2.ExportMetricsServiceRequest.FromString(body)
                record["metrics"] = list(metrics(request))
            else:
                request = trace_service_pb2.ExportTraceServiceRequest.FromString(body)
                record["spans"] = list(spans(request))
            record["unknown"] = unknown(request)
        except Exception as error:
            record["error"] = repr(error)
        with self.server.lock:
            step = self.server.steps.pop(0) if self.server.steps else "ok"
            print(json.dumps(record), flush=True)
        self.answer("400" if record["error"] else step)

    def answer(self, step):
        word, _, argument = step.partition(":")
        if word == "ok":
            self.send(200, b"")
        elif word == "partial":
            response = trace_service_pb2.ExportTraceServiceResponse()
            response.partial_success.rejected_spans = int(argument)
            response.partial_success.error_message = "the witness has rejected some"
            self.send(200, response.SerializeToString())
        elif word == "garbage":
            self.send(200, b"<html>It works!</html>", content_type="text/html")
        elif word == "close":
            self.close_connection = True
        elif word == "reset":
            # Closing with a linger time of zero sends RST.
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.connection.close()
            self.close_connection = True
        elif word == "stall":
            self.connection.recv(1)
            self.close_connection = True
        elif word == "flood":
            self.flood()
        else:
            status = status_pb2.Status(code=3, message="the witness has refused")
            headers = {"retry-after": argument} if argument else {}
            self.send(int(word), status.SerializeToString(), headers)

    def send(self, status, body, headers={}, content_type="application/x-protobuf"):
        self.send_response(status)
        self.send_header("content-type", content_type)
        self.send_header("content-length", str(len(body)))
        for name, text in headers.items():
            self.send_header(name, text)
        self.end_headers()
        self.wfile.write(body)

    def flood(self):
        self.send_response(200)
        self.send_header("transfer-encoding", "chunked")
        self.end_headers()
        self.close_connection = True
        try:
            while True:
                self.wfile.write(b"10000\r\n" + bytes(0x10000) + b"\r\n")
        except OSError:
            pass  # the client has gone, as it should


def main():
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Witness)
    server.daemon_threads = True
    server.lock = threading.Lock()
    server.steps = sys.argv[1:]
    print(server.server_port, flush=True)
    server.serve_forever()


main()
