"""Says which code points no label may have, by the idna package: one JSON list a line in, and one out.

Source: RFC 5892, as the package's tables have it. What is allowed in context is allowed here.
"""

import json
import sys
from idna.idnadata import codepoint_classes
from idna.intranges import intranges_contain

ALLOWED = [codepoint_classes[name] for name in ("PVALID", "CONTEXTO", "CONTEXTJ")]

for line in sys.stdin:
    refused = [c for c in json.loads(line) if not any(intranges_contain(c, ranges) for ranges in ALLOWED)]
    print(json.dumps(refused), flush=True)
