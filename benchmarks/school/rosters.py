"""A list goes in: from the upload to the page that says what is wrong with it."""

from __future__ import annotations

import time
from functools import partial
from uuid import UUID, uuid4

from benchmarks import crowds, files, raw
from benchmarks.figures import Figure, compared
from benchmarks.stages import Stage, set_up
from benchmarks.visitors import Visitor
from portal.models import Roster, RosterState, Source, Wave
from portal.models.transaction import transaction
from portal.services import rosters as rosters_service
from portal.spreadsheets.reader import open_sheet
from tests.cast import Person
from tests.make import journey

#: Megabytes that no process may exceed, and how far apart the time per row may be with and without a crowd.
MOST_MEMORY, SPREAD = 250, 1.2
_PATIENCE = 600


def uploads(engine: str, *, small: int = 600, middle: int = 10_000, times: int = 5) -> list[Figure]:
    """While one waits: a school's list, and one of ten thousand, which a job reads."""
    stage, cast = set_up(engine)
    try:
        waited = stage.act(lambda: journey.wave(cast.sari).wave)
        visitor = Visitor.signed_in(stage.app, cast.sari)
        few = compared({"wait": partial(_wait, visitor, waited, files.dapodik(small))}, times=times)
        with stage.worker():
            many = compared({"wait": partial(_wait, visitor, waited, files.dapodik(middle))}, times=max(3, times - 2))
    finally:
        stage.strike()
    return [
        Figure("school", "roster, upload to examined page", engine, small, few["wait"], "s", 0.5),
        Figure("school", "roster, upload to examined page", engine, middle, many["wait"], "s", 2),
    ]


def _wait(visitor: Visitor, wave: UUID, content: bytes) -> float:
    """Seconds from pressing the button until the examined page stands there, as the browser of a person has it."""
    visitor.get(f"/sekolah/daftar/baru?gelombang={wave}")
    began = time.perf_counter()
    place = visitor.post(
        "/sekolah/daftar/", {"gelombang": str(wave), "file": (content, "daftar.xlsx"), "again": "y"}
    ).location
    while b'id="ringkasan"' not in visitor.get(place).body:
        if time.perf_counter() - began > _PATIENCE:
            raise TimeoutError(place)
        time.sleep(0.05)
    return time.perf_counter() - began


def long_readings(engine: str, *, rows: int = 100_000, crowd: int = 1_000_000, times: int = 3) -> list[Figure]:
    """By a job: against the floor, with nobody and with a million people in the database, and the memory it takes."""
    content = files.wide(rows)
    stage, cast = set_up(engine)
    crowded, operator = crowds.stage(engine, crowd)
    peaks: dict[str, float] = {}
    try:
        alone, among = _Reading(stage, cast.sari, content), _Reading(crowded, operator, content)
        with stage.worker() as lonely:
            ready = alone.rows()
            with crowded.worker() as busy:
                seconds = compared(
                    {"floor": partial(_floor, stage, content, ready), "alone": alone, "among": among}, times=times
                )
        for each in (lonely, busy):
            peaks |= {name: max(megabytes, peaks.get(name, 0)) for name, megabytes in each.peaks.items()}
    finally:
        stage.strike()
        crowded.rest()
    name = "roster by job, 12 columns"
    return [
        _figure(name, engine, rows, seconds["alone"], "s", 3, "same reader and raw insert", seconds["floor"]),
        _figure(
            f"{name}, among {crowd:,} people",
            engine,
            rows,
            seconds["among"],
            "s",
            SPREAD,
            "among nobody",
            seconds["alone"],
        ),
        *(
            Figure("school", f"{name}, memory of {process}", engine, rows, megabytes, "MB", MOST_MEMORY)
            for process, megabytes in sorted(peaks.items())
        ),
    ]


def _figure(name: str, engine: str, n: int, value: float, unit: str, bound: float, to: str, other: float) -> Figure:
    return Figure("school", name, engine, n, value, unit, bound, to, value / other)


class _Reading:
    """The same file read again and again by the worker of a stage, and taken back each time."""

    def __init__(self, stage: Stage, by: Person, content: bytes) -> None:
        self._stage, self._by, self._content = stage, by, content
        self._wave = stage.act(lambda: journey.wave(by, name=f"PKL {uuid4()}").wave)

    def __call__(self) -> float:
        """Seconds from the file being handed over until the last row is examined and kept."""
        began = time.perf_counter()
        roster_id = self._read()
        seconds = time.perf_counter() - began
        self._stage.act(lambda: self._undo(roster_id))
        return seconds

    def rows(self) -> raw.Rows:
        """What such a reading leaves in the table, as the driver wants it."""
        roster_id = self._read()
        found = raw.take(self._stage.url, "roster_row")
        self._stage.act(lambda: self._undo(roster_id))
        return found

    def _read(self) -> UUID:
        until = time.perf_counter() + _PATIENCE
        roster_id = self._stage.act(self._receive)
        while self._stage.act(lambda: self._state(roster_id)) is not RosterState.OPEN:
            if time.perf_counter() > until:
                raise TimeoutError("the worker does not come to an end")
            time.sleep(0.05)
        return roster_id

    def _receive(self) -> UUID:
        with transaction():
            actor = self._by.actor()
            wave = actor.find(Wave, self._wave)
            return rosters_service.receive(
                actor, wave, content=self._content, filename="daftar.xlsx", source=Source.FILE
            ).id

    def _state(self, roster_id: UUID) -> RosterState:
        return self._by.actor().find(Roster, roster_id).state

    def _undo(self, roster_id: UUID) -> None:
        with transaction():
            actor = self._by.actor()
            rosters_service.undo(actor, actor.find(Roster, roster_id))


def _floor(stage: Stage, content: bytes, ready: raw.Rows) -> float:
    """Seconds of the same reader and one raw insert of the same final rows."""
    began = time.perf_counter()
    with open_sheet(content) as sheet:
        read = sum(len(batch) for batch in sheet.rows())
    assert read == len(ready[1])
    raw.insert(stage.url, {"roster_row": ready})
    seconds = time.perf_counter() - began
    raw.empty(stage.url, "roster_row")
    return seconds
