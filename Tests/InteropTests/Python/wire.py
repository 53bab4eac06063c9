"""Holds Throughline's OTLP codecs against the official ones, every field of every message.

    wire.py write DIRECTORY    writes messages, as the official classes encode them, into DIRECTORY/in
    wire.py verify DIRECTORY   compares what Throughline made of them, in DIRECTORY/out

The messages are built from the official descriptors, so that a field that a new version of OTLP adds is asked for here
as soon as the official package has it. DIRECTORY/cases says what there is, one line a message: its id and its type.

Each message NAME is written as in/NAME.pb and, where the official JSON package knows its type, in/NAME.json. Throughline
reads each, and writes it in both encodings: out/NAME.pb.pb, out/NAME.pb.json, out/NAME.json.pb, out/NAME.json.json.
"""

import difflib
import importlib
import itertools
import json
import math
import pathlib
import sys

from google.protobuf import any_pb2, descriptor, unknown_fields
from google.rpc import status_pb2
from opentelemetry.proto.collector.logs.v1 import logs_service_pb2
from opentelemetry.proto.collector.metrics.v1 import metrics_service_pb2
from opentelemetry.proto.collector.trace.v1 import trace_service_pb2
from opentelemetry.proto.common.v1 import common_pb2
from opentelemetry.proto.logs.v1 import logs_pb2
from opentelemetry.proto.metrics.v1 import metrics_pb2
from opentelemetry.proto.resource.v1 import resource_pb2
from opentelemetry.proto.trace.v1 import trace_pb2

Field = descriptor.FieldDescriptor

FILES = [
    common_pb2, resource_pb2, trace_pb2, metrics_pb2, logs_pb2,
    trace_service_pb2, metrics_service_pb2, logs_service_pb2, status_pb2, any_pb2,
]  # fmt: skip

# Only profiles have these: a receiver of anything else treats them as absent.
ABSENT = {
    "opentelemetry.proto.common.v1.AnyValue.string_value_strindex",
    "opentelemetry.proto.common.v1.KeyValue.key_strindex",
}

# Messages that Throughline has no type of its own for: they are reached through others.
NESTED_ONLY = {
    "opentelemetry.proto.common.v1.ArrayValue",
    "opentelemetry.proto.common.v1.KeyValueList",
}


def message_types():
    """The descriptors of all messages, nested ones too."""

    def walk(types):
        for kind in types:
            yield kind
            yield from walk(kind.nested_types)

    for file in FILES:
        yield from walk(file.DESCRIPTOR.message_types_by_name.values())


def fields(kind):
    return [field for field in kind.fields if field.full_name not in ABSENT]


# Values

UNSIGNED_32 = {Field.TYPE_UINT32, Field.TYPE_FIXED32}
SIGNED_32 = {Field.TYPE_INT32, Field.TYPE_SINT32}
UNSIGNED_64 = {Field.TYPE_UINT64, Field.TYPE_FIXED64}
SIGNED_64 = {Field.TYPE_INT64, Field.TYPE_SFIXED64}

EDGES = {
    **dict.fromkeys(UNSIGNED_32, [2**32 - 1, 1, 127, 128]),
    **dict.fromkeys(SIGNED_32, [-(2**31), 2**31 - 1, -1, 64, -65]),
    **dict.fromkeys(UNSIGNED_64, [2**64 - 1, 1, 2**53 + 1, 128]),
    **dict.fromkeys(SIGNED_64, [-(2**63), 2**63 - 1, -1, -(2**53) - 1]),
    Field.TYPE_ENUM: [1, 2],
    Field.TYPE_BOOL: [True],
    Field.TYPE_DOUBLE: [
        math.nan, math.inf, -math.inf, -0.0, 5e-324, 1.7976931348623157e308, 0.1, 1e16, 1e-7, 123456789012345680.0,
    ],
    Field.TYPE_STRING: [
        "é🎈日本", "\x00\x01\x1f\x7f\x80\u2028", "\"quoted\" \\ / \b\f\n\r\t", "x" * 200, " ",
    ],
    Field.TYPE_BYTES: [bytes(range(256)), b"\x00", b"\xff\xfe", b"\xfb\xff\xbf"],
}  # fmt: skip


class Distinct:
    """A different value each time."""

    def __init__(self):
        self.count = 0

    def __call__(self, field):
        self.count += 1
        if field.type == Field.TYPE_STRING:
            return f"{field.name} {self.count}"
        if field.type == Field.TYPE_BYTES:
            size = 16 if field.name == "trace_id" else 8
            return self.count.to_bytes(size, "big")
        if field.type == Field.TYPE_BOOL:
            return True
        if field.type == Field.TYPE_ENUM:
            values = [value.number for value in field.enum_type.values if value.number]
            return values[self.count % len(values)]
        if field.type == Field.TYPE_DOUBLE:
            return self.count + 0.25
        return self.count


class Edge:
    """The values at which codecs fail, in turn."""

    def __init__(self):
        self.counts = {}

    def __call__(self, field):
        values = EDGES[field.type]
        if field.type == Field.TYPE_DOUBLE and not (field.has_presence or field.is_repeated):
            values = [v for v in values if str(v) != "-0.0"]  # the official JSON takes it for the default, and drops it
        count = self.counts[field.type] = self.counts.get(field.type, -1) + 1
        return values[count % len(values)]


class Default:
    """Zero, false and empty: written all the same where a field has presence."""

    def __call__(self, field):
        if field.type == Field.TYPE_STRING:
            return ""
        return b"" if field.type == Field.TYPE_BYTES else 0


def fill(message, value, alternative, depth=0):
    """Sets every field; of each `oneof` the alternative whose turn it is."""
    kind = message.DESCRIPTOR
    chosen = {}
    for oneof in kind.oneofs:
        members = [field for field in oneof.fields if field.full_name not in ABSENT]
        if depth > 7:  # values within values have to end somewhere
            members = [field for field in members if field.type != Field.TYPE_MESSAGE] or members
        chosen[oneof.name] = members[alternative % len(members)]
    for field in fields(kind):
        if field.containing_oneof and chosen[field.containing_oneof.name] is not field:
            continue
        if field.type == Field.TYPE_MESSAGE:
            if field.is_repeated:
                targets = [getattr(message, field.name).add() for _ in range(2 if depth < 2 else 1)]
            else:
                targets = [getattr(message, field.name)]
            for target in targets:
                target.SetInParent()
                if depth < 10:
                    fill(target, value, alternative, depth + 1)
        elif field.is_repeated:
            getattr(message, field.name).extend(value(field) for _ in range(3))
        else:
            setattr(message, field.name, value(field))


# The official JSON


def json_class(kind):
    """The official JSON package's class for a message, or None."""
    module = kind.file.name.removeprefix("opentelemetry/proto/").removesuffix(".proto").replace("/", ".")
    try:
        found = importlib.import_module(f"opentelemetry.proto_json.{module}")
    except ModuleNotFoundError:
        return None
    for part in kind.full_name.removeprefix(f"{kind.file.package}.").split("."):
        found = getattr(found, part)
    return found


def to_json_class(message):
    """The same message as an instance of the JSON package's class."""

    def convert(field, value):
        return to_json_class(value) if field.type == Field.TYPE_MESSAGE else value

    values = {}
    for field, value in message.ListFields():
        values[field.name] = [convert(field, v) for v in value] if field.is_repeated else convert(field, value)
    return json_class(message.DESCRIPTOR)(**values)


# Unknown fields


def varint(value):
    result = bytearray()
    while value >= 0x80:
        result.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes([*result, value])


def tag(number, wire_type):
    return varint(number << 3 | wire_type)


UNKNOWN = [
    tag(2000, 0) + varint(2**64 - 1),
    tag(2001, 1) + bytes(8),
    tag(2002, 2) + varint(5) + b"\x0a\xff\xff\xff\xff",
    tag(2003, 3) + tag(1, 0) + varint(1) + tag(2004, 3) + tag(2004, 4) + tag(2003, 4),
    tag(2**29 - 1, 5) + bytes(4),
]


def with_unknown_fields(message):
    """A message's bytes with unknown fields before, between and behind the fields of every message in it."""
    result = bytearray(UNKNOWN[0])
    count = 0
    for field, value in message.ListFields():
        count += 1
        if field.type == Field.TYPE_MESSAGE:
            for nested in value if field.is_repeated else [value]:
                content = with_unknown_fields(nested)
                result += tag(field.number, 2) + varint(len(content)) + content
        else:
            alone = type(message)()
            if field.is_repeated:
                getattr(alone, field.name).extend(value)
            else:
                setattr(alone, field.name, value)
            result += alone.SerializeToString()
        result += UNKNOWN[count % len(UNKNOWN)]
    return bytes(result + b"".join(UNKNOWN))


def with_unknown_names(value):
    """The same JSON with unknown names in every object."""
    if isinstance(value, dict):
        known = {name: with_unknown_names(member) for name, member in value.items()}
        return {"unknown": [{"name": [1, None]}], **known, "start_time_unix_nano": "zzz", "": {"": -1.5e300}}
    return [with_unknown_names(element) for element in value] if isinstance(value, list) else value


# The two commands


def cases():
    """All messages: (id, message, bytes or None, JSON or None)."""
    for kind in message_types():
        if kind.full_name in NESTED_ONLY:
            continue
        make = kind._concrete_class
        has_json = json_class(kind) is not None
        for alternative in range(7):
            for name, value in [("distinct", Distinct()), ("edge", Edge()), ("default", Default())]:
                message = make()
                fill(message, value, alternative)
                text = to_json_class(message).to_json() if has_json else None
                identity = f"{kind.full_name}-{name}-{alternative}"
                yield identity, message, message.SerializeToString(deterministic=True), text
                if name == "distinct":
                    text = json.dumps(with_unknown_names(json.loads(text))) if text else None
                    yield f"{identity}-unknown", message, with_unknown_fields(message), text
        yield f"{kind.full_name}-empty", make(), b"", "{}" if has_json else None


def write(directory):
    (directory / "in").mkdir(parents=True)
    (directory / "out").mkdir()
    lines = []
    for identity, message, binary, text in cases():
        (directory / "in" / f"{identity}.pb").write_bytes(binary)
        if text is not None:
            (directory / "in" / f"{identity}.json").write_text(text)
        lines.append(f"{identity} {message.DESCRIPTOR.full_name}\n")
    (directory / "cases").write_text("".join(lines))


def has_unknown_fields(message):
    if len(unknown_fields.UnknownFieldSet(message)):
        return True
    for field, value in message.ListFields():
        if field.type == Field.TYPE_MESSAGE:
            if any(has_unknown_fields(nested) for nested in (value if field.is_repeated else [value])):
                return True
    return False


def difference(expected, read):
    lines = difflib.unified_diff(str(expected).splitlines(), str(read).splitlines(), "original", "read", n=2, lineterm="")
    return "\n".join(itertools.islice(lines, 20))


def see(message, seen):
    """Adds the full names of the fields that `message` has."""
    for field, value in message.ListFields():
        seen.add(field.full_name)
        if field.type == Field.TYPE_MESSAGE:
            for nested in value if field.is_repeated else [value]:
                see(nested, seen)


def see_names(value, kind, seen):
    """Adds the full names of the fields that the JSON of a `kind` has."""
    by_name = {field.json_name: field for field in kind.fields}
    for name, member in value.items():
        field = by_name[name]
        seen.add(field.full_name)
        if field.type == Field.TYPE_MESSAGE:
            for nested in member if field.is_repeated else [member]:
                see_names(nested, field.message_type, seen)


def verify(directory):
    failures = []
    seen = {"pb": set(), "json": set()}
    compared = 0
    for identity, message, _, text in cases():
        expected = message.SerializeToString(deterministic=True)
        for source in ["pb", "json"] if text is not None else ["pb"]:
            name = f"{identity}.{source}"
            binary = (directory / "out" / f"{name}.pb").read_bytes()
            read = type(message).FromString(binary)
            see(read, seen["pb"])
            if has_unknown_fields(read):
                failures.append(f"{name}.pb: fields that the official class does not know")
            if read.SerializeToString(deterministic=True) != expected:
                failures.append(f"{name}.pb: not the original:\n{difference(message, read)}")
            elif binary != expected:
                failures.append(f"{name}.pb: not canonical: {binary.hex()} but not {expected.hex()}")
            compared += 1
            if text is None:
                continue
            written = (directory / "out" / f"{name}.json").read_text()
            original = to_json_class(message)
            official = type(original).from_json(written)
            see_names(json.loads(written), message.DESCRIPTOR, seen["json"])
            if official.to_json() != original.to_json():
                failures.append(f"{name}.json: not the original: {written}\nbut {original.to_json()}")
            elif json.loads(written) != original.to_dict():
                failures.append(f"{name}.json: not what the official class writes: {written}\nbut {original.to_json()}")
            compared += 1
    expected = {field.full_name for kind in message_types() for field in fields(kind)}
    with_json = {field.full_name for kind in message_types() if json_class(kind) for field in fields(kind)}
    failures += [f"protobuf: {name} never written" for name in sorted(expected - seen["pb"])]
    failures += [f"protobuf: {name} written" for name in sorted(seen["pb"] - expected)]
    failures += [f"JSON: {name} never written" for name in sorted(with_json - seen["json"])]
    failures += [f"JSON: {name} written" for name in sorted(seen["json"] - with_json)]
    print(f"{compared} files compared, {len(expected)} fields")
    for failure in failures:
        print(failure, file=sys.stderr)
    return 1 if failures else 0


if __name__ == "__main__":
    command, directory = sys.argv[1], pathlib.Path(sys.argv[2])
    sys.exit({"write": write, "verify": verify}[command](directory) or 0)
