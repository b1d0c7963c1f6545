"""What banks give to machines, MT940 and CAMT.053, read as the table that it is.

    content = as_table(content)      a CSV or workbook comes back as it was

The rest of the house then knows one kind of statement. Parsed in a process apart, as every file is.
"""

from __future__ import annotations

import json
import re
from typing import Any

from portal.sandbox import beside, receive
from portal.spreadsheets.limits import DEFAULT, Limits
from portal.spreadsheets.refusal import FileRefused
from portal.values.fault import Fault

_MT940 = re.compile(rb"\A(?:\xef\xbb\xbf)?\s*(?:\{1:|:20:)")
_CAMT = re.compile(rb"\A(?:\xef\xbb\xbf)?\s*<(?:\?xml|!|[\w:]*Document)")
_CAMT_NAME = re.compile(rb"camt\.05[234]\.001")


def kind_of(content: bytes) -> str:
    """``mt940``, ``camt``, or nothing for what is neither."""
    head = content[:4096]
    if _MT940.match(head):
        return "mt940"
    return "camt" if _CAMT.match(head) and _CAMT_NAME.search(head) else ""


def as_table(content: bytes, limits: Limits = DEFAULT) -> bytes:
    """The entries as lines parted by tabs under the titles that `bank_columns` knows.

    `FileRefused`: file.too_large, file.broken, file.exhausting, file.no_rows.
    """
    kind = kind_of(content)
    if not kind:
        return content
    if len(content) > limits.size:
        raise FileRefused.because("file.too_large", limit=limits.size >> 20)
    with beside("portal.spreadsheets.bank_child", [kind, limits.rows], content, limits.ceilings) as answer:
        try:
            found: dict[str, Any] = json.loads(receive(answer))
            if "c" in found:
                raise FileRefused(Fault.from_json(found))
            return receive(answer)
        except EOFError:
            raise FileRefused.because("file.exhausting") from None
