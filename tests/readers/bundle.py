"""Reads a FHIR bundle from its input with a program of other people, and says as JSON what it understood of it.

`changed` names what that program would write otherwise than it was: what it did not know, dropped or read as something else.
"""

import json
import sys
from collections import Counter
from decimal import Decimal

from fhir.resources.R4B.bundle import Bundle


def plain(text):
    return json.loads(text, parse_float=Decimal)


text = sys.stdin.buffer.read().decode("utf-8")
raw = plain(text)
read = Bundle.model_validate_json(text)
written = plain(read.model_dump_json())
pairs = zip(raw["entry"], written["entry"], strict=True)
changed = [
    f"{before['resource']['resourceType']}: {json.dumps(before, default=str, ensure_ascii=False)} / {json.dumps(after, default=str, ensure_ascii=False)}"
    for before, after in pairs
    if before != after
]
types = Counter(entry["resource"]["resourceType"] for entry in raw["entry"])
print(json.dumps({"types": types, "changed": changed[:5]}, ensure_ascii=True))
