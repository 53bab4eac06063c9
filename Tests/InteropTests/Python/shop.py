"""Half of a shop, instrumented with OpenTelemetry's packages for Django, DB-API and requests.

usage: shop.py serve    serves GET /prices/ID?stock=URL on 127.0.0.1, says on which port, and ends when it is told to
       shop.py order URL    sends one request to URL within a span, and prints what it was and what came back

Spans go to the collector that OTEL_EXPORTER_OTLP_ENDPOINT names, each before its operation's result is there.
"""

import json
import sqlite3
import sys
from socketserver import ThreadingMixIn
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import django
import requests
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import JsonResponse
from django.urls import path
from opentelemetry import baggage, context, trace
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.instrumentation import dbapi
from opentelemetry.instrumentation.django import DjangoInstrumentor
from opentelemetry.instrumentation.requests import RequestsInstrumentor
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.trace import NonRecordingSpan, SpanContext, TraceFlags, TraceState

provider = TracerProvider()
provider.add_span_processor(SimpleSpanProcessor(OTLPSpanExporter()))
trace.set_tracer_provider(provider)
RequestsInstrumentor().instrument()


def price(request, product):
    connection = sqlite3.connect(":memory:")
    try:
        cursor = connection.cursor()
        cursor.execute("CREATE TABLE prices (product INTEGER, cents INTEGER)")
        cursor.execute("INSERT INTO prices VALUES (?, ?)", (product, 1250))
        cents = cursor.execute("SELECT cents FROM prices WHERE product = ?", (product,)).fetchone()[0]
    finally:
        connection.close()
    stock = requests.get(request.GET["stock"], timeout=20).json()
    return JsonResponse({"cents": cents, "baggage": dict(baggage.get_all()), "stock": stock})


urlpatterns = [path("prices/<int:product>", price)]


class Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class Handler(WSGIRequestHandler):
    def log_message(self, *_):
        pass


def serve():
    dbapi.wrap_connect(__name__, sqlite3, "connect", "sqlite", {"database": "database"})
    settings.configure(ROOT_URLCONF=__name__, ALLOWED_HOSTS=["*"], SECRET_KEY="secret", MIDDLEWARE=[])
    DjangoInstrumentor().instrument()
    django.setup()
    with make_server("127.0.0.1", 0, get_wsgi_application(), Server, Handler) as server:
        print(server.server_port, flush=True)
        server.serve_forever()


def order(url):
    # The trace comes from somewhere else, which is not here to be asked, and brings a trace state.
    origin = SpanContext(
        0x0AF7651916CD43DD8448EB211C80319C, 0xB7AD6B7169203331, True, TraceFlags(1), TraceState([("vendor", "kept")])
    )
    # No space in it: Python writes it as a plus sign, which is one to everybody else.
    context.attach(baggage.set_baggage("user", "jürgen;42", trace.set_span_in_context(NonRecordingSpan(origin))))
    with trace.get_tracer("shop.py").start_as_current_span("order"):
        answer = requests.get(url, timeout=20)
    print(json.dumps({"status": answer.status_code, "body": answer.json() if answer.ok else {}}))


if sys.argv[1] == "serve":
    serve()
else:
    order(sys.argv[2])
