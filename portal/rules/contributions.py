"""What a person owes for a month, by programme, and why (PP 44/2015, PP 46/2015, PP 50/2025).

A contribution is decided once, as a short text of the law applied (`Due.law`), and the rupiah are computed
from that text alone. The text is stored with the contribution, so that the past recomputes to the same
rupiah and explains itself after the law has changed.

Its words, in this order and separated by spaces:
``JKK:bracket.pp44-2015#1*relief.x`` a programme, the entry (and row, from 1) that sets it, the relief taken off;
``because~base.pkl@pkl-base.2015`` a reason and the entry it stands on; ``policy~pkl_relief=off`` a decision.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from itertools import pairwise
from typing import Any

from portal.rules.dated import Dated, NoLaw, law
from portal.rules.policies import Policies, Policy
from portal.rules.reason import Reason
from portal.values.fault import Invalid
from portal.values.month import Month
from portal.values.rupiah import Rupiah


class Programme(StrEnum):
    """Accident at work, death, old-age savings."""

    JKK = "JKK"
    JKM = "JKM"
    JHT = "JHT"


class Segment(StrEnum):
    """An intern from a school, or a worker without a wage-payer. Both pay as bukan penerima upah."""

    PKL = "PKL"
    BPU = "BPU"


class Sector(StrEnum):
    """The two sectors PP 50/2025 tells apart."""

    TRANSPORT = "transport"
    OTHER = "other"


class Funding(StrEnum):
    """Whose money pays: the participant's or the school's own, school aid (BOS), the state's (APBN, APBD)."""

    OWN = "own"
    BOS = "bos"
    STATE = "state"


#: No participant is without these; JHT is a choice of BPU (PP 44/2015).
MANDATORY = frozenset({Programme.JKK, Programme.JKM})


@dataclass(frozen=True, slots=True)
class Bracket:
    """A row of Lampiran II PP 44/2015. `floor` and `below` bound the income, `below` excluded and None at the top."""

    number: int
    floor: Rupiah
    below: Rupiah | None
    base: Rupiah
    amounts: Mapping[Programme, Rupiah]
    entry: Dated


@dataclass(frozen=True, slots=True)
class DueLine:
    """One programme of a month. `base` is what the amount is computed on; None for the flat JKM."""

    programme: Programme
    base: Rupiah | None
    full: Rupiah
    relief: Rupiah
    payable: Rupiah
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Due:
    """What one person owes for one month. Months under the same law give the same `Due`."""

    law: str
    lines: tuple[DueLine, ...]
    reasons: tuple[Reason, ...]
    full: Rupiah
    relief: Rupiah
    payable: Rupiah

    def __getitem__(self, programme: Programme) -> DueLine:
        """The line of a programme; KeyError when the person does not take part in it."""
        for line in self.lines:
            if line.programme is programme:
                return line
        raise KeyError(programme)


@dataclass(frozen=True, slots=True)
class BillLine:
    """Consecutive months that cost the same for the same reasons."""

    first: Month
    last: Month
    due: Due
    reasons: tuple[Reason, ...]

    @property
    def count(self) -> int:
        return self.last - self.first + 1

    @property
    def payable(self) -> Rupiah:
        return self.due.payable * self.count


@dataclass(frozen=True, slots=True)
class Bill:
    """Months of one person, grouped so that a bill whose rate changes on the way explains itself in lines."""

    lines: tuple[BillLine, ...]
    months: tuple[tuple[Month, Due], ...]
    full: Rupiah
    relief: Rupiah
    payable: Rupiah


@dataclass(frozen=True, slots=True)
class _Terms:
    """All that decides a month but the month and the bracket; hashable, so that answers can be remembered."""

    segment: Segment
    programmes: frozenset[Programme]
    sector: Sector
    government_paid: bool
    in_arrears: bool
    policies: Policies


def paid_by_state(funding: Funding, policies: Policies) -> bool:
    """Whether this money is the APBN/APBD that PP 50/2025 excludes from the relief; BOS by the branch's policy."""
    if funding is Funding.BOS:
        return policies.relief_state_funded == "apbn_apbd_and_bos"
    return funding is Funding.STATE


def bracket(income: Rupiah, month: Month) -> Bracket:
    """The row an income falls in, by where the next row begins: the table as printed has holes of Rp999.

    `Invalid` income.negative; month.before_law for months before July 2015.
    """
    if income.amount < 0:
        raise Invalid("income.negative", "income")
    rows = _brackets(_on("bracket", month).id)
    return rows[bisect_right(rows, income, key=lambda row: row.floor) - 1]


def brackets(month: Month) -> tuple[Bracket, ...]:
    """All rows of the table, the lowest first. `Invalid` month.before_law."""
    return _brackets(_on("bracket", month).id)


def due(
    month: Month,
    *,
    segment: Segment,
    programmes: Iterable[Programme] = MANDATORY,
    income: Rupiah | None = None,
    sector: Sector = Sector.OTHER,
    government_paid: bool = False,
    in_arrears: bool = False,
    policies: Policies | None = None,
) -> Due:
    """What is owed for a contribution month.

    `income` is rupiah a month, ignored for PKL (base Rp1.000.000). `government_paid`: from APBN or APBD, see
    `paid_by_state`. `in_arrears`: owes months older than the relief; matters under policy relief_arrears only.
    `Invalid`: income.missing, income.negative, programmes.mandatory, programmes.pkl, month.before_law.
    """
    decided = policies or Policies.defaults()
    terms = _Terms(segment, frozenset(programmes), sector, government_paid, in_arrears, decided)
    return _due(month, _row(month, segment, income), terms)


def bill(
    months: Iterable[Month],
    *,
    segment: Segment,
    programmes: Iterable[Programme] = MANDATORY,
    income: Rupiah | None = None,
    sector: Sector = Sector.OTHER,
    government_paid: bool = False,
    in_arrears: bool = False,
    policies: Policies | None = None,
) -> Bill:
    """`due` for several months, sorted and grouped; the same arguments and errors, and bill.empty.

    Remembered: ten thousand people of one wave cost one computation.
    """
    decided = policies or Policies.defaults()
    terms = _Terms(segment, frozenset(programmes), sector, government_paid, in_arrears, decided)
    return _bill(tuple(months), None if segment is Segment.PKL else income, terms)


def explain(law_text: str) -> tuple[Reason, ...]:
    """Why a stored contribution was what it was."""
    return recompute(law_text).reasons


@lru_cache(maxsize=16_384)
def recompute(law_text: str) -> Due:
    """The rupiah a stored text of the law means; the same today as on the day it was stored.

    `NoLaw` when an entry it names no longer exists, which the rule of `dated` forbids.
    """
    amounts: list[DueLine] = []
    because: list[Reason] = []
    for word in law_text.split():
        kind, _, rest = word.partition(":")
        if rest:
            amounts.append(_line(Programme(kind), rest))
        elif word.startswith("because~"):
            code, _, entry = word.removeprefix("because~").partition("@")
            because.append(_because(code, law()[entry]))
    reasons = {(reason.code, reason.citation): reason for line in amounts for reason in line.reasons}
    return Due(
        law=law_text,
        lines=tuple(amounts),
        reasons=(*because, *reasons.values()),
        full=Rupiah.total(line.full for line in amounts),
        relief=Rupiah.total(line.relief for line in amounts),
        payable=Rupiah.total(line.payable for line in amounts),
    )


def _row(month: Month, segment: Segment, income: Rupiah | None) -> int:
    """The bracket's number, so that what follows is remembered for every income of the bracket at once."""
    if segment is Segment.PKL:
        return bracket(_pkl_income(month), month).number
    if income is None:
        raise Invalid("income.missing", "income")
    return bracket(income, month).number


@lru_cache(maxsize=1024)
def _pkl_income(month: Month) -> Rupiah:
    return Rupiah(_on("pkl_base", month).value)


@lru_cache(maxsize=65_536)
def _due(month: Month, row: int, terms: _Terms) -> Due:
    if not terms.programmes >= MANDATORY:
        raise Invalid("programmes.mandatory", "programmes")
    if terms.segment is Segment.PKL and terms.programmes != MANDATORY:
        raise Invalid("programmes.pkl", "programmes")
    table, flat = _on("bracket", month), _on("jkm", month)
    because: list[str] = []
    decided: list[str] = []
    if terms.segment is Segment.PKL:
        because.append(f"base.pkl@{_on('pkl_base', month).id}")
    relief = law().find(f"relief.{terms.sector}", month.first_day)
    if relief is not None:
        code, used = _judged(relief, terms)
        decided = [f"{key}={Policy.text(terms.policies[key])}" for key in used]
        if code:
            because.append(f"{code}@{relief.id}")
        if code in _REFUSALS:
            relief = None
    words = []
    for programme in sorted(terms.programmes, key=list(Programme).index):
        source = flat.id if programme is Programme.JKM else f"{table.id}#{row}"
        off = f"*{relief.id}" if relief and programme in relief.value["programmes"] else ""
        words.append(f"{programme}:{source}{off}")
    words += [f"because~{each}" for each in because]
    words += [f"policy~{each}" for each in decided]
    return recompute(" ".join(words))


_REFUSALS = frozenset({"relief.state_funded", "relief.pkl_open", "relief.arrears"})


def _judged(relief: Dated, terms: _Terms) -> tuple[str, list[str]]:
    """What there is to say about a relief in force (a code, or nothing), and the policies that had a say."""
    if terms.government_paid and "state_funded" in relief.value["excludes"]:
        return "relief.state_funded", ["relief_state_funded"]
    used, code = [], ""
    if terms.segment is Segment.PKL and not relief.value["pkl_named"]:
        used.append("pkl_relief")
        if not terms.policies.pkl_relief:
            return "relief.pkl_open", used
        code = "relief.pkl_granted"
    if terms.in_arrears:
        used.append("relief_arrears")
        if terms.policies.relief_arrears == "settled_first":
            return "relief.arrears", used
    return code, used


@lru_cache(maxsize=65_536)
def _bill(months: tuple[Month, ...], income: Rupiah | None, terms: _Terms) -> Bill:
    if not months:
        raise Invalid("bill.empty", "months")
    dues = [(month, _due(month, _row(month, terms.segment, income), terms)) for month in sorted(set(months))]
    groups = [[dues[0]]]
    for (earlier, before), (later, after) in pairwise(dues):
        if later - earlier == 1 and before.law == after.law:
            groups[-1].append((later, after))
        else:
            groups.append([(later, after)])
    lines, before_line = [], None
    for group in groups:
        line_due = group[0][1]
        changed = _changed(before_line, line_due) if before_line else ()
        lines.append(BillLine(group[0][0], group[-1][0], line_due, (*changed, *line_due.reasons)))
        before_line = line_due
    return Bill(
        tuple(lines),
        tuple(dues),
        Rupiah.total(each.full for _, each in dues),
        Rupiah.total(each.relief for _, each in dues),
        Rupiah.total(each.payable for _, each in dues),
    )


def _changed(before: Due, after: Due) -> tuple[Reason, ...]:
    """Why the months of this line cost another amount than those of the line before."""
    earlier, later = _reliefs(before), _reliefs(after)
    return tuple(
        Reason.by(entry, "relief.ended", until=entry.until, percent=entry.value["percent"])
        for id, entry in earlier.items()
        if id not in later
    )


def _reliefs(due: Due) -> dict[str, Dated]:
    entries = (law()[word.partition("*")[2]] for word in due.law.split() if "*" in word)
    return {entry.id: entry for entry in entries}


def _line(programme: Programme, words: str) -> DueLine:
    source, _, relief_id = words.partition("*")
    entry_id, _, number = source.partition("#")
    entry = law()[entry_id]
    base: Rupiah | None = None
    if number:
        row = _brackets(entry_id)[int(number) - 1]
        base, full = row.base, row.amounts[programme]
        params: dict[str, Any] = {"number": row.number, "floor": row.floor, "base": row.base}
        code = "bracket" if row.below is not None else "bracket.top"
        if row.below is not None:
            params["ceiling"] = row.below - Rupiah(1)
        reason = Reason.by(entry, code, **params)
    else:
        full = Rupiah(entry.value)
        reason = Reason.by(entry, "flat.jkm", amount=full)
    if not relief_id:
        return DueLine(programme, base, full, Rupiah(0), full, (reason,))
    relief = law()[relief_id]
    # Rounded in favour of the fund; every relief so far leaves whole rupiah.
    off = Rupiah(full.amount * relief.value["percent"] // 100)
    return DueLine(programme, base, full, off, full - off, (reason, _because("relief.given", relief)))


def _because(code: str, entry: Dated) -> Reason:
    if code == "base.pkl":
        return Reason.by(entry, code, base=Rupiah(entry.value))
    return Reason.by(entry, code, percent=entry.value["percent"], since=entry.since, until=entry.until)


@lru_cache(maxsize=64)
def _brackets(entry_id: str) -> tuple[Bracket, ...]:
    entry = law()[entry_id]
    floors = [Rupiah(row["from"]) for row in entry.value]
    return tuple(
        Bracket(
            number,
            floor,
            below,
            Rupiah(row["base"]),
            {Programme.JKK: Rupiah(row["jkk"]), Programme.JHT: Rupiah(row["jht"])},
            entry,
        )
        for number, (row, floor, below) in enumerate(zip(entry.value, floors, [*floors[1:], None], strict=True), 1)
    )


@lru_cache(maxsize=4096)
def _on(key: str, month: Month) -> Dated:
    try:
        return law().on(key, month.first_day)
    except NoLaw:
        raise Invalid("month.before_law", "month", month=str(month)) from None
