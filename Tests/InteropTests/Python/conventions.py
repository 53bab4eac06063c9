"""Prints the semantic conventions as OpenTelemetry's own package for Python has them, one JSON object a line.

Attributes: name. Metrics: name, unit, description, instrument. What is deprecated is left out.
"""

import ast
import inspect
import json
import pkgutil

import opentelemetry.semconv._incubating.attributes as attributes
import opentelemetry.semconv._incubating.metrics as metrics
import opentelemetry.semconv.attributes as stable_attributes
from opentelemetry.semconv.schemas import Schemas


def modules(package):
    for module in pkgutil.iter_modules(package.__path__):
        yield __import__(f"{package.__name__}.{module.name}", fromlist=["_"])


def constants(module):
    """The module's constants with the text that stands below each."""
    body = ast.parse(inspect.getsource(module)).body
    for statement, following in zip(body, body[1:] + [None]):
        if not isinstance(statement, ast.AnnAssign):
            continue
        text = ""
        if isinstance(following, ast.Expr) and isinstance(following.value, ast.Constant):
            text = following.value.value
        yield statement.target.id, text


class Meter:
    """Takes the place of a meter and says what is asked of it."""

    def __getattr__(self, create):
        instrument = create.removeprefix("create_").removeprefix("observable_")

        def tell(name, callbacks=None, unit="", description=""):
            if description.startswith("Deprecated"):
                return
            print(json.dumps({"metric": name, "unit": unit, "description": description, "instrument": instrument}))

        return tell


print(json.dumps({"schema": list(Schemas)[-1].value}))
# What has become stable is deprecated where it was in development.
for module in [*modules(stable_attributes), *modules(attributes)]:
    for name, text in constants(module):
        value = getattr(module, name)
        if isinstance(value, str) and not text.strip().startswith("Deprecated"):
            print(json.dumps({"attribute": value}))
for module in modules(metrics):
    for name, function in inspect.getmembers(module, inspect.isfunction):
        if name.startswith("create_"):
            # Observable instruments take callbacks too.
            function(Meter(), *[None] * (len(inspect.signature(function).parameters) - 1))
