"""Examines the rows of a school's list: interns of a wave, and whom they would cover twice."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from typing import Self
from uuid import UUID

from portal.access.actor import Actor, everyone
from portal.models import LIVE, Enrolment, Participant, Roster, Wave, db, sealing
from portal.rules.examination import examine
from portal.services.examiners import Examiner, Verdict
from portal.spreadsheets.columns import ROSTER
from portal.values import clock
from portal.values.fault import Fault
from portal.values.naming import name_key

#: Most rows of a list have the same days.
_day = lru_cache(maxsize=1_024)(date.fromisoformat)


class InternExaminer(Examiner):
    """Knows the wave's period, and today in WIB."""

    profile = ROSTER
    relative = frozenset({"nik.twice", "nik.enrolled_here", "nik.enrolled_elsewhere"})
    comparing = frozenset({"nik", "start", "end"})

    def __init__(self, roster: Roster, wave: Wave) -> None:
        super().__init__(roster)
        self.organisation_id = roster.organisation_id
        self.start, self.end, self.today = wave.start, wave.end, clock.today()
        self._blind = sealing.ring().blind

    @classmethod
    def of(cls, actor: Actor, roster: Roster) -> Self:
        assert roster.wave_id is not None
        return cls(roster, actor.find(Wave, roster.wave_id))

    def verdict(self, number: int, cells: list[str], mends: dict[str, str]) -> Verdict:
        examined = examine(self.texts(cells, mends), start=self.start, end=self.end, today=self.today)
        values = examined.values
        nik = values.get("nik")
        start, end = values.get("start"), values.get("end")
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
            None,
            _day(start) if start else None,
            _day(end) if end else None,
        )

    def consult(self, verdicts: Sequence[Verdict]) -> None:
        """Mark those whom a live enrolment covers on days of theirs: here, or (masked) with another sponsor."""
        asked = {verdict.nik_index for verdict in verdicts if verdict.nik_index and verdict.start}
        covered = live_enrolments(asked)
        if not covered:
            return
        for verdict in verdicts:
            for organisation_id, start, end in covered.get(verdict.nik_index or b"", ()):
                if verdict.start is None or verdict.end is None:
                    continue
                if start > verdict.end or (end is not None and end < verdict.start):
                    continue
                if organisation_id == self.organisation_id:
                    verdict.add(Fault("nik.enrolled_here", "nik", params=_days(start, end)))
                else:
                    verdict.add(Fault("nik.enrolled_elsewhere", "nik", params=_days(start, end)))
                break


def live_enrolments(indexes: set[bytes]) -> dict[bytes, list[tuple[UUID, date, date | None]]]:
    """Which of these NIK a live enrolment holds: blind index → (sponsor, start, end). Facts, never a row."""
    if not indexes:
        return {}
    asked = (
        everyone(Enrolment, because="is this NIK already covered by a sponsor?")
        .join(Participant, Participant.id == Enrolment.participant_id)
        .where(Participant.nik_index.in_(indexes), Enrolment.state.in_(LIVE))
        .with_only_columns(Participant.nik_index, Enrolment.organisation_id, Enrolment.start, Enrolment.end)
    )
    found: dict[bytes, list[tuple[UUID, date, date | None]]] = {}
    for index, organisation_id, start, end in db.session.execute(asked):
        found.setdefault(bytes(index), []).append((organisation_id, start, end))
    return found


def _days(start: date, end: date | None) -> dict[str, str]:
    return {"start": start.isoformat(), "until": end.isoformat() if end else ""}
