"""What examines the rows of a roster, whatever they are rows of: texts out of cells, a verdict on each.

The rules for one row are pure and stand in `rules`. An examiner lets them meet what only the database knows. There is
one for each kind of roster; `examination` knows which.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar, Self

from portal.access.actor import Actor
from portal.models import Grade, Roster
from portal.spreadsheets.columns import Profile
from portal.values.fault import Fault, Severity

#: By which two rows are seen to be about the same person: the blind index of a NIK, or a KTA number.
Identity = bytes | str


@dataclass(slots=True)
class Verdict:
    """What the examination says of one row, ready to be kept."""

    number: int
    content: dict[str, Any]
    name_key: str
    nik_index: bytes | None = None
    kta: str | None = None
    start: date | None = None
    end: date | None = None

    @property
    def grade(self) -> Grade:
        faults = self.content["faults"]
        if not faults:
            return Grade.READY
        return Grade.FAULTY if any(fault["s"] == Severity.ERROR for fault in faults) else Grade.WARNED

    @property
    def values(self) -> dict[str, str]:
        return self.content["values"]  # type: ignore[no-any-return]

    def add(self, fault: Fault) -> None:
        self.content["faults"] = [*self.content["faults"], fault.as_json()]

    def compare(self, seen: dict[Identity, int]) -> None:
        """Mark what an earlier row has already. `seen` (identity → row number) grows."""
        for field, identity in (("nik", self.nik_index), ("kta", self.kta)):
            if identity is not None and (first := seen.setdefault(identity, self.number)) != self.number:
                self.add(Fault(f"{field}.twice", field, params={"row": first}))


class Examiner(ABC):
    """Examines rows of one roster by its mapping and constants."""

    #: What a list of this kind can say.
    profile: ClassVar[Profile]
    #: Faults that depend on other rows or other people.
    relative: ClassVar[frozenset[str]]
    #: Fields after whose mend in many rows every row must be compared anew.
    comparing: ClassVar[frozenset[str]]

    def __init__(self, roster: Roster) -> None:
        self.columns: list[tuple[str, int]] = [(field, int(at)) for field, at in roster.mapping.items()]
        self.constants: Mapping[str, str] = {field: text for field, text in roster.constants.items() if text}

    @classmethod
    @abstractmethod
    def of(cls, actor: Actor, roster: Roster) -> Self:
        """The examiner of this roster, with what it must know of the world around it."""

    @abstractmethod
    def verdict(self, number: int, cells: list[str], mends: dict[str, str]) -> Verdict:
        """One row on its own, without what only other rows and the database know."""

    @abstractmethod
    def consult(self, verdicts: Sequence[Verdict]) -> None:
        """Mark what only the database knows, in a handful of queries however many rows there are."""

    def texts(self, cells: Sequence[str], mends: Mapping[str, str]) -> dict[str, str]:
        """field → text: the cell, else the constant; what a person mended stands above both."""
        texts = {field: cells[at] for field, at in self.columns}
        for field, text in self.constants.items():
            texts[field] = texts.get(field) or text
        if mends:
            texts.update(mends)
        return texts

    def verdicts(
        self, rows: Iterable[tuple[int, list[str], dict[str, str]]], seen: dict[Identity, int]
    ) -> list[Verdict]:
        """Many rows, compared with one another and with what is there already. `seen` grows."""
        found = [self.verdict(number, cells, mends) for number, cells, mends in rows]
        for verdict in found:
            verdict.compare(seen)
        self.consult(found)
        return found
