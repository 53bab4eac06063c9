"""Holds our metrics beside those of OpenTelemetry's own SDK for Python.

    metrics.py DIRECTORY

The directory has `cases.json`: a list of aggregations with the values that were recorded. For each there is `N.pb`, the
request that we export of it, which is read with the official protobuf classes. And `patterns.json`: patterns and names, with
whether we find that they match. The first difference ends the script.
"""

import json
import pathlib
import sys

from opentelemetry.proto.collector.metrics.v1 import metrics_service_pb2
from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.metrics.export import InMemoryMetricReader
from opentelemetry.sdk.metrics.view import (
    ExplicitBucketHistogramAggregation,
    ExponentialBucketHistogramAggregation,
    View,
)

directory = pathlib.Path(sys.argv[1])


def recorded(case, aggregation):
    """The data point that Python's SDK makes of the values."""
    reader = InMemoryMetricReader()
    view = View(instrument_name="h", aggregation=aggregation)
    # A histogram of Python's takes no negative values; the view makes a distribution of these all the same.
    counter = MeterProvider(metric_readers=[reader], views=[view]).get_meter("test").create_up_down_counter("h")
    for number in case["values"]:
        counter.add(number)
    return reader.get_metrics_data().resource_metrics[0].scope_metrics[0].metrics[0].data.data_points[0]


def ours(index):
    request = metrics_service_pb2.ExportMetricsServiceRequest.FromString((directory / f"{index}.pb").read_bytes())
    (resource,) = request.resource_metrics
    (scope,) = resource.scope_metrics
    (metric,) = scope.metrics
    assert metric.name == "h"
    return metric


def check(name, mine, theirs):
    assert mine == theirs, f"{name}: {mine} here, {theirs} in Python"


def buckets(offset, counts):
    """The buckets that hold something, by index."""
    return {offset + place: count for place, count in enumerate(counts) if count}


cases = json.loads((directory / "cases.json").read_text())
for index, case in enumerate(cases):
    metric = ours(index)
    if "boundaries" in case:
        theirs = recorded(case, ExplicitBucketHistogramAggregation(case["boundaries"]))
        (point,) = metric.histogram.data_points
        check("bounds", list(point.explicit_bounds), list(theirs.explicit_bounds))
        check(f"counts of {index}", list(point.bucket_counts), list(theirs.bucket_counts))
    else:
        theirs = recorded(case, ExponentialBucketHistogramAggregation(case["maxSize"], case["maxScale"]))
        (point,) = metric.exponential_histogram.data_points
        check(f"scale of {index}", point.scale, theirs.scale)
        check(f"zeros of {index}", point.zero_count, theirs.zero_count)
        for side in ["positive", "negative"]:
            mine, other = getattr(point, side), getattr(theirs, side)
            check(
                f"{side} of {index}",
                buckets(mine.offset, mine.bucket_counts),
                buckets(other.offset, other.bucket_counts),
            )
    check(f"count of {index}", point.count, theirs.count)
    check(f"min of {index}", point.min, theirs.min)
    check(f"max of {index}", point.max, theirs.max)
    assert abs(point.sum - theirs.sum) <= 1e-9 * max(abs(theirs.sum), max(map(abs, case["values"]))), "sum"

patterns = json.loads((directory / "patterns.json").read_text())
meter = MeterProvider().get_meter("test")
for pattern, name, matches in patterns:
    instrument = meter.create_counter(name)
    check(f"{pattern} and {name}", matches, View(instrument_name=pattern)._match(instrument))

print(len(cases), len(patterns))
