"""How large a photograph may be as it comes, and how large it is kept."""

from __future__ import annotations

from dataclasses import dataclass

from portal.sandbox import Ceilings

#: Of the process that unpacks it.
CEILINGS = Ceilings(memory=800 << 20, seconds=10)


@dataclass(frozen=True, slots=True)
class Limits:
    """For one photograph. The defaults fit what phones of today make, and a written page that can be read."""

    #: Bytes as uploaded; a phone's 12 megapixels have 3 to 6 MB.
    size: int = 12 << 20
    #: As the header says, before anything is unpacked: 50 megapixels is what phones make at most in daily use.
    pixels: int = 64_000_000
    #: Pixels of the longer side below which nothing can be read.
    smallest: int = 400
    #: Pixels of the longer side as kept: a hand on A4 stands 20 pixels high.
    side: int = 2_200
    #: Bytes as kept.
    kept: int = 400_000
    ceilings: Ceilings = CEILINGS


DEFAULT = Limits()
