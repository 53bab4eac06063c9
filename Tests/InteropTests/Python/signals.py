"""A traced program that logs and measures, on the Python OpenTelemetry SDK.

usage: signals.py URL

Sends one span, its log lines, and metrics of every kind to the OTLP/HTTP receiver at URL, and prints the ids of the span.
"""

import json
import logging
import sys

from opentelemetry import metrics, trace
from opentelemetry._logs import set_logger_provider
from opentelemetry.exporter.otlp.proto.http import Compression
from opentelemetry.exporter.otlp.proto.http._log_exporter import OTLPLogExporter
from opentelemetry.exporter.otlp.proto.http.metric_exporter import OTLPMetricExporter
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk._logs import LoggerProvider, LoggingHandler
from opentelemetry.sdk._logs.export import BatchLogRecordProcessor
from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.metrics.export import PeriodicExportingMetricReader
from opentelemetry.sdk.metrics.view import ExponentialBucketHistogramAggregation, View
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor

url = sys.argv[1]
resource = Resource.create({"service.name": "python-shop"})

tracer_provider = TracerProvider(resource=resource)
tracer_provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter(f"{url}/v1/traces")))
logger_provider = LoggerProvider(resource=resource)
set_logger_provider(logger_provider)
logger_provider.add_log_record_processor(
    BatchLogRecordProcessor(OTLPLogExporter(f"{url}/v1/logs", compression=Compression.Gzip))
)
reader = PeriodicExportingMetricReader(
    OTLPMetricExporter(f"{url}/v1/metrics", compression=Compression.Gzip), export_interval_millis=3_600_000
)
meter_provider = MeterProvider(
    resource=resource,
    metric_readers=[reader],
    views=[View(instrument_name="shop.exponential", aggregation=ExponentialBucketHistogramAggregation())],
)

log = logging.getLogger("shop.orders")
log.setLevel(logging.DEBUG)
log.addHandler(LoggingHandler(logger_provider=logger_provider))
meter = meter_provider.get_meter("shop.meter", "1.2.3")

log.info("starting")
with tracer_provider.get_tracer("shop.tracer").start_as_current_span("POST /orders") as span:
    log.info("order placed", extra={"order": 12})
    meter.create_counter("shop.orders", unit="{order}").add(3, {"paid": True})
    meter.create_histogram("shop.duration", unit="s").record(0.25)
    meter.create_histogram("shop.exponential", unit="By").record(2_000)
    meter.create_gauge("shop.temperature").set(-1.5)
    try:
        raise ValueError("card expired")
    except ValueError:
        log.exception("payment failed")

tracer_provider.shutdown()
logger_provider.shutdown()
meter_provider.shutdown()
print(json.dumps({"traceID": format(span.get_span_context().trace_id, "032x"), "spanID": format(span.get_span_context().span_id, "016x")}))
