"""Verifies DKIM signatures with dkimpy.

One JSON object a line on standard input: "raw", the mail in base64, and the TXT records of the keys by name. One line of output
for each: whether each signature of the mail is valid.
"""

import base64
import json
import sys

import dkim

for line in sys.stdin:
    work = json.loads(line)
    raw = base64.b64decode(work["raw"])

    def record(name, timeout=5):
        return work[name.decode() if isinstance(name, bytes) else name].encode()

    verifier = dkim.DKIM(raw)
    count = sum(1 for name, _ in verifier.headers if name.lower() == b"dkim-signature")
    verdicts = []
    for index in range(count):
        try:
            verdicts.append(bool(dkim.DKIM(raw).verify(idx=index, dnsfunc=record)))
        except Exception as error:
            print(repr(error), file=sys.stderr)
            verdicts.append(False)
    print(json.dumps(verdicts), flush=True)
