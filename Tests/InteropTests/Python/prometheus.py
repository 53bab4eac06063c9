"""Reads metrics with Prometheus' own parsers.

usage: prometheus.py text|openmetrics FILE

Prints the families as JSON: name, type, unit, help and samples, each with name, labels, value and exemplar.
"""

import json
import sys

import prometheus_client.openmetrics.parser
import prometheus_client.parser

parsers = {"text": prometheus_client.parser, "openmetrics": prometheus_client.openmetrics.parser}
with open(sys.argv[2], encoding="utf-8", newline="\n") as file:
    families = list(parsers[sys.argv[1]].text_string_to_metric_families(file.read()))


def sample(s):
    exemplar = s.exemplar and {"labels": s.exemplar.labels, "value": str(s.exemplar.value), "time": str(s.exemplar.timestamp)}
    return {"name": s.name, "labels": s.labels, "value": str(float(s.value)), "exemplar": exemplar}


print(
    json.dumps(
        [
            {"name": f.name, "type": f.type, "unit": f.unit, "help": f.documentation, "samples": [sample(s) for s in f.samples]}
            for f in families
        ]
    )
)
