"""Lists: as fast among a million people as among a thousand, and not much slower than the least a page can cost.

Answers are timed unpacked, as they leave the portal for a proxy that packs them; `budgets` weighs them packed.
"""

from __future__ import annotations

from typing import Any, NamedTuple
from urllib.parse import urlencode
from uuid import UUID

from sqlalchemy import Select, select, tuple_

from benchmarks import crowds
from benchmarks.figures import Figure
from benchmarks.openings import Open, against_bare, among
from benchmarks.stages import set_up
from benchmarks.visitors import Visitor
from benchmarks.weights import FIRST, FRAGMENT, PAGE, first_visit, weighed, weight
from portal.models import Enrolment, Participant, RosterRow, Wave, db
from tests.cast import Person
from tests.make import journey, people

ROWS = 25

_PEOPLE = "/sekolah/peserta/"
_WORD = "lilis"

_person, _enrolment, _wave, _row = (each.__table__.c for each in (Participant, Enrolment, Wave, RosterRow))


def people_of_a_school(engine: str, *, few: int = 1_000, many: int = 1_000_000, times: int = 200) -> list[Figure]:
    """The first page of people, one deep in the list, those whom a name finds, the one whom a NIK finds."""
    small, large = _School(engine, few), _School(engine, many)
    figures = []
    try:
        for name, (there, query) in large.lists.items():
            here, opened = small.opens(small.lists[name].url), large.opens(there)
            figures += among("school", name, engine, many, few, (small.stage, here), (large.stage, opened), times)
            figures.append(against_bare("school", name, engine, many, large.stage, opened, query, times))
        nik = people.nik(few // 2).digits
        few_, many_ = (small.stage, small.looks_up(nik)), (large.stage, large.looks_up(nik))
        figures += among("school", "person found by NIK", engine, many, few, few_, many_, times)
    finally:
        small.stage.rest()
        large.stage.rest()
    return figures


def rows_of_a_list(engine: str, *, rows: int = 1_000, times: int = 200) -> list[Figure]:
    """A page of the rows of a list that was put in, deep among them."""
    stage, cast = set_up(engine)
    try:
        roster_id = stage.act(lambda: journey.listed(cast.sari, range(rows)).roster)
        visitor = Visitor.signed_in(stage.app, cast.sari)
        query = (
            select(_row.number, _row.content, _row.grade, _row.fate)
            .where(_row.roster_id == roster_id, _row.fate == "open", _row.grade == "ready", _row.number > rows // 2)
            .order_by(_row.number)
            .limit(ROWS + 1)
        )
        url = f"/sekolah/daftar/{roster_id}?saring=siap&setelah={rows // 2}"
        return [against_bare("school", "rows of a list", engine, rows, stage, lambda: visitor.get(url), query, times)]
    finally:
        stage.strike()


def budgets(engine: str) -> list[Figure]:
    """Bytes over the wire, packed as a browser asks for them; the same whatever the engine."""
    if engine != "sqlite":
        return []
    stage, cast = set_up(engine)
    try:
        sent = stage.act(lambda: journey.sent(cast.sari, range(100)))
        roster_id, row_id = stage.act(lambda: _listed(cast.sari, range(100, 200)))
        sari, anybody = Visitor.signed_in(stage.app, cast.sari), Visitor(stage.app)
        first = first_visit(anybody, "/masuk")
        pages = {
            "people of a school": weight(sari, _PEOPLE),
            "rows of a list": weight(sari, f"/sekolah/daftar/{roster_id}"),
            "a submission": weight(sari, f"/sekolah/pengajuan/{sent.submission}"),
        }
        form = weight(sari, f"/sekolah/daftar/{roster_id}/baris/{row_id}/ubah", {"HX-Request": "true"})
    finally:
        stage.strike()
    return [
        weighed("school", "first visit", 1, first, FIRST),
        *(weighed("school", f"page, {name}", ROWS, weight, PAGE) for name, weight in pages.items()),
        weighed("school", "fragment, the form of a row", 1, form, FRAGMENT),
    ]


class _List(NamedTuple):
    """Where a list stands, and the one SELECT that reads the same rows."""

    url: str
    query: Select[Any]


class _School:
    """SMKN 1 among so many people, and Sari in front of its lists."""

    def __init__(self, engine: str, count: int) -> None:
        self.stage, self.sari = crowds.stage(engine, count)
        self._count = min(count, crowds.SCHOOL)
        self.visitor = Visitor.signed_in(self.stage.app, self.sari)
        rows = (
            select(
                _enrolment.id,
                _person.name,
                _enrolment.class_name,
                _person.nik,
                _enrolment.start,
                _enrolment.end,
                _wave.name,
                _enrolment.state,
                _enrolment.covered_from,
            )
            .join_from(Enrolment.__table__, Participant.__table__, _person.id == _enrolment.participant_id)
            .join(Wave.__table__, _wave.id == _enrolment.wave_id)
            .where(_enrolment.organisation_id == self.sari.organisation_id)
            .order_by(_enrolment.name_key, _enrolment.id)
            .limit(ROWS + 1)
        )
        name, id_ = self.stage.act(self._deep)
        self.lists = {
            "people of a school": _List(_PEOPLE, rows),
            "people of a school, deep in the list": _List(
                f"{_PEOPLE}?{urlencode({'sesudah': id_})}",
                rows.where(tuple_(_enrolment.name_key, _enrolment.id) > tuple_(name, id_)),
            ),
            "people of a school, found by name": _List(
                f"{_PEOPLE}?{urlencode({'q': _WORD})}", rows.where(_enrolment.name_key.contains(f" {_WORD}"))
            ),
        }

    def opens(self, url: str) -> Open:
        return lambda: self.visitor.get(url)

    def looks_up(self, nik: str) -> Open:
        """Type a NIK into the search that stands on the list."""
        self.visitor.get(_PEOPLE)
        return lambda: self.visitor.post(f"{_PEOPLE}cari/", {"q": nik})

    def _deep(self) -> tuple[str, UUID]:
        """Somebody nine tenths down the list."""
        ours = self.sari.actor().sees(Enrolment).with_only_columns(Enrolment.name_key, Enrolment.id)
        place = ours.order_by(Enrolment.name_key, Enrolment.id).offset(self._count * 9 // 10).limit(1)
        name, id_ = db.session.execute(place).one()
        return name, id_


def _listed(by: Person, numbers: range) -> tuple[UUID, UUID]:
    """A list that was put in, and one of its rows."""
    roster_id = journey.listed(by, numbers, name="PKL Gelombang 2").roster
    assert roster_id is not None
    first = by.actor().sees(RosterRow).where(RosterRow.roster_id == roster_id).order_by(RosterRow.number).limit(1)
    return roster_id, db.session.scalars(first).one().id
