"""Examines the rows of an ormas's member list: which unit each belongs to, and who stands on the roster already."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, Self
from uuid import UUID

from portal.access.actor import Actor, everyone
from portal.models import Organisation, OrganisationKind, OrmasMember, Roster, db, sealing
from portal.rules.members import examine, folded_kta
from portal.rules.outline import folded_code
from portal.services.examiners import Examiner, Verdict
from portal.spreadsheets.member_columns import MEMBERS
from portal.values import clock
from portal.values.fault import Fault, Severity
from portal.values.naming import name_key

#: So many units are asked for by name; beyond, all below are read at once.
_FEW = 300
#: A name less alike (0 to 100) is another unit's. So many slips get a proposal: each is looked for among all names.
_NEAR, _PROPOSALS = 72, 200


class Unit(NamedTuple):
    """What a row must know of the unit it names."""

    id: UUID
    name: str
    key: str
    code: str
    path: str
    closed: bool


class Known(NamedTuple):
    """A member who stands on the ormas's roster already, with the row's KTA number."""

    id: UUID
    name: str
    key: str
    path: str
    organisation_id: UUID
    left: bool


@dataclass(frozen=True, slots=True)
class Place:
    """Where a row goes: its unit (None: unknown, or that of the member), and the member it would describe anew."""

    unit: Unit | None
    member: Known | None


class MemberExaminer(Examiner):
    """Knows the unit that the list is of, and what stands below it as far as the rows name it."""

    profile = MEMBERS
    relative = frozenset(
        {
            "kta.twice",
            "nik.twice",
            "kta.known",
            "kta.left",
            "kta.other_name",
            "kta.elsewhere",
            "nik.other_member",
            "unit.closed",
            "unit.unknown",
            "unit.several",
        }
    )
    comparing = frozenset({"kta", "nik", "name", "unit"})

    def __init__(self, actor: Actor, roster: Roster, unit: Organisation) -> None:
        super().__init__(roster)
        self.actor, self.today = actor, clock.today()
        self.unit = Unit(unit.id, unit.name, unit.name_key, unit.code or "", unit.path, unit.closed_at is not None)
        self.top_id, self.branch_id = unit.top_id, unit.branch_id
        self._blind = sealing.ring().blind
        #: What the rows named so far: code or folded name → the units that bear it.
        self._named: dict[str, list[Unit]] = {}
        self._whole = False
        self._proposals: dict[str, str | None] = {}
        self._pool: list[Unit] | None = None

    @classmethod
    def of(cls, actor: Actor, roster: Roster) -> Self:
        return cls(actor, roster, actor.find(Organisation, roster.organisation_id))

    def verdict(self, number: int, cells: list[str], mends: dict[str, str]) -> Verdict:
        examined = examine(self.texts(cells, mends), today=self.today)
        values = examined.values
        nik, kta = values.get("nik"), values.get("kta")
        return Verdict(
            number,
            {
                "cells": cells,
                "mends": mends,
                "values": values,
                "faults": [fault.as_json() for fault in examined.faults],
            },
            name_key(values.get("name", "")),
            self._blind(nik.encode(), b"nik") if nik else None,
            folded_kta(kta) if kta else None,
        )

    def consult(self, verdicts: Sequence[Verdict]) -> None:
        self.places(verdicts)

    def places(self, verdicts: Sequence[Verdict]) -> list[Place]:
        """Where each goes, marking what keeps it back. Four queries at most, whatever their number."""
        self._learn({text for verdict in verdicts if (text := verdict.values.get("unit"))})
        members = self._members({verdict.kta for verdict in verdicts if verdict.kta})
        holders = self._holders({verdict.nik_index for verdict in verdicts if verdict.nik_index})
        found = []
        for verdict in verdicts:
            holder = holders.get(verdict.nik_index or b"")
            if holder is not None and holder != verdict.kta:
                verdict.add(Fault("nik.other_member", "nik"))
            member = self._known(verdict, members.get(verdict.kta or ""))
            found.append(Place(self._unit(verdict, member), member))
        return found

    def _known(self, verdict: Verdict, member: Known | None) -> Known | None:
        """The same number and name is the same member, described anew; another name is somebody's slip."""
        if member is None:
            return None
        if not member.path.startswith(self.actor.organisation_path or self.unit.path):
            verdict.add(Fault("kta.elsewhere", "kta"))
        elif member.key != verdict.name_key:
            verdict.add(Fault("kta.other_name", "name", params={"name": member.name}, proposal=member.name))
        elif member.left:
            verdict.add(Fault("kta.left", "kta", params={"name": member.name}))
        else:
            verdict.add(Fault("kta.known", "kta", Severity.WARNING))
            return member
        return None

    def _unit(self, verdict: Verdict, member: Known | None) -> Unit | None:
        text = verdict.values.get("unit")
        if not text:
            if member is None and self.unit.closed:
                verdict.add(Fault("unit.closed", "unit", params={"name": self.unit.name}))
            return None if member else self.unit
        units = self._named.get(folded_code(text)) or self._named.get(name_key(text)) or []
        running = [unit for unit in units if not unit.closed]
        if len(running) == 1:
            return running[0]
        if running:
            verdict.add(Fault("unit.several", "unit", params={"unit": text, "count": len(running)}))
        elif units:
            verdict.add(Fault("unit.closed", "unit", params={"name": units[0].name}))
        else:
            verdict.add(Fault("unit.unknown", "unit", params={"unit": text}, proposal=self._nearest(text)))
        return None

    def _learn(self, texts: set[str]) -> None:
        """Read the units that these texts may mean, unless they are known by now."""
        wanted = {key for text in texts for key in (folded_code(text), name_key(text))} - self._named.keys()
        if not wanted or self._whole:
            return
        below = self._below()
        if len(wanted) > _FEW:
            self._whole = True
        else:
            listed = list(wanted)
            below = below.where(Organisation.code.in_(listed) | Organisation.name_key.in_(listed))
        for key in wanted:
            self._named[key] = []
        for unit in self._read(below):
            for key in {unit.code, unit.key} - {""}:
                known = self._named.setdefault(key, [])
                if unit not in known:
                    known.append(unit)

    def _below(self) -> Any:
        return self.actor.sees(Organisation).where(
            Organisation.within(self.unit.path),
            Organisation.branch_id == self.branch_id,
            Organisation.kind == OrganisationKind.ORMAS,
        )

    def _read(self, units: Any) -> Iterable[Unit]:
        columns = (
            Organisation.id,
            Organisation.name,
            Organisation.name_key,
            Organisation.code,
            Organisation.path,
            Organisation.closed_at,
        )
        for id_, name, key, code, path, closed_at in db.session.execute(units.with_only_columns(*columns)):
            yield Unit(id_, name, key, code or "", path, closed_at is not None)

    def _nearest(self, text: str) -> str | None:
        """What was probably meant: the name of the one unit that is called so, or its code."""
        if text not in self._proposals:
            within = len(self._proposals) < _PROPOSALS
            self._proposals[text] = self._likeliest(text) if within else None
        return self._proposals[text]

    def _likeliest(self, text: str) -> str | None:
        from rapidfuzz import fuzz, process

        if self._pool is None:
            self._pool = list(self._read(self._below().where(Organisation.closed_at.is_(None))))
        found = process.extractOne(
            name_key(text), [unit.key for unit in self._pool], scorer=fuzz.token_sort_ratio, score_cutoff=_NEAR
        )
        if not found:
            return None
        unit = self._pool[found[2]]
        alone = sum(1 for each in self._pool if each.key == unit.key) == 1
        return unit.name if alone else unit.code or None

    def _members(self, numbers: set[str]) -> dict[str, Known]:
        """KTA → the member of the ormas who bears it, in sight or not."""
        if not numbers:
            return {}
        bearers = everyone(OrmasMember, because="a KTA number stands once in an ormas").where(
            OrmasMember.top_id == self.top_id, OrmasMember.kta_key.in_(numbers)
        )
        columns = (
            OrmasMember.kta_key,
            OrmasMember.id,
            OrmasMember.name,
            OrmasMember.name_key,
            OrmasMember.path,
            OrmasMember.organisation_id,
            OrmasMember.left_at,
        )
        return {
            kta: Known(id_, name, key, path, organisation_id, left_at is not None)
            for kta, id_, name, key, path, organisation_id, left_at in db.session.execute(
                bearers.with_only_columns(*columns)
            )
            if kta
        }

    def _holders(self, indexes: set[bytes]) -> dict[bytes, str]:
        """blind index → KTA of the member of the ormas who has this NIK; empty for one without a card."""
        if not indexes:
            return {}
        holders = everyone(OrmasMember, because="a NIK stands once in an ormas").where(
            OrmasMember.top_id == self.top_id, OrmasMember.nik_index.in_(indexes)
        )
        return {
            bytes(index): kta or ""
            for index, kta in db.session.execute(
                holders.with_only_columns(OrmasMember.nik_index, OrmasMember.kta_key)
            )
            if index
        }
