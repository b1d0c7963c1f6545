"""How large a file may be before and after unpacking; what is larger is refused with a sentence, not with a crash."""

from __future__ import annotations

from dataclasses import dataclass

from portal.sandbox import Ceilings

#: Of the process that parses it.
CEILINGS = Ceilings(memory=800 << 20, seconds=60)


@dataclass(frozen=True, slots=True)
class Limits:
    """Ceilings for one file. The defaults hold a year's intake of a large branch with room to spare."""

    #: Bytes as uploaded.
    size: int = 20 << 20
    #: Bytes after inflating every member, counted while inflating: headers lie.
    unpacked: int = 200_000_000
    #: Inflated to packed, for members above 1 MB; honest sheets stay below 30, bombs reach 1,000.
    ratio: int = 100
    #: Files inside the archive: sheets and their pictures (a school may paste a photograph per student).
    members: int = 2_000
    #: Rows with anything in them.
    rows: int = 120_000
    columns: int = 200
    ceilings: Ceilings = CEILINGS


DEFAULT = Limits()
