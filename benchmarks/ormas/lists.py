"""Lists of members: read and taken in, against the same reader and raw inserts; and matched with who is insured."""

from __future__ import annotations

from functools import partial
from uuid import UUID

from sqlalchemy import delete, func, select

from benchmarks import crowds, files, raw
from benchmarks.figures import Figure, compared
from benchmarks.openings import statements
from benchmarks.ormas.crowds import member
from benchmarks.stages import Stage, set_up
from portal.models import Likeness, Organisation, OrmasMember, Roster, Source, Tally, db
from portal.models.columns import blind_nik
from portal.models.transaction import transaction
from portal.rules.standings import Cause, Standing
from portal.services import admissions, matching, rosters
from portal.spreadsheets.reader import open_sheet
from tests.cast import Cast, Person
from tests.make import people, trees

#: What a list leaves behind; in the order their foreign keys ask for.
_TABLES = ("roster_row", "ormas_member")
_RANTING, _TWIGS = 10, 24


def lists_loaded(engine: str, *, members: int = 50_000, times: int = 3) -> list[Figure]:
    """From the file to members counted in their 250 units: read, examined, taken in, matched."""
    content = files.members(members, units=_RANTING * _TWIGS)
    stage, cast = set_up(engine)
    try:
        stage.act(lambda: _tree(cast))
        done = stage.copy()
        try:
            _load(cast.yanto, content, done)
            ready = {table: raw.take(done.url, table) for table in _TABLES}
            roster = raw.take(done.url, "roster")
        finally:
            done.strike()
        assert len(ready["ormas_member"][1]) == len(ready["roster_row"][1]) == members
        seconds = compared(
            {
                "floor": partial(stage.on_a_copy, partial(_floor, content, {"roster": roster} | ready)),
                "load": partial(stage.on_a_copy, partial(_load, cast.yanto, content)),
            },
            times=times,
        )
    finally:
        stage.strike()
    took = seconds["load"]
    ratio = took / seconds["floor"]
    return [Figure("ormas", "loading members", engine, members, took, "s", 4, "same reader, raw inserts", ratio)]


def _tree(cast: Cast) -> None:
    lines = [f"{files.unit(ranting)};Ranting {ranting:02};;BDG-01" for ranting in range(_RANTING)]
    lines += [
        f"{files.unit(ranting, twig)};Anak Ranting {twig:02};;{files.unit(ranting)}"
        for ranting in range(_RANTING)
        for twig in range(_TWIGS)
    ]
    trees.kept(cast.yanto, cast.cicendo, lines)


def _load(by: Person, content: bytes, stage: Stage) -> None:
    """As somebody does it: the file, and when it was read the button that takes all of it in."""

    def received() -> UUID:
        with transaction():
            actor = by.actor()
            unit = actor.find(Organisation, by.organisation_id or UUID(int=0))
            return rosters.receive(actor, unit, content=content, filename="anggota.xlsx", source=Source.FILE).id

    def admitted(roster_id: UUID) -> None:
        with transaction():
            actor = by.actor()
            admissions.admit(actor, actor.find(Roster, roster_id))

    roster_id = stage.act(received)
    stage.work()
    stage.act(lambda: admitted(roster_id))
    stage.work()


def _floor(content: bytes, ready: dict[str, raw.Rows], stage: Stage) -> None:
    with open_sheet(content) as sheet:
        read = sum(len(batch) for batch in sheet.rows())
    assert read == len(ready["roster_row"][1])
    raw.insert(stage.url, ready)


def members_matched(engine: str, *, members: int = 50_000, crowd: int = 1_000_000, times: int = 3) -> list[Figure]:
    """Members whose NIK is that of somebody insured, all found by one job among so many participants."""
    stage, _ = crowds.stage(engine, crowd)
    yanto = crowds.known(stage, "yanto")
    asked: list[int] = []

    def match() -> float:
        stage.act(lambda: _put_members(yanto, members, crowd))
        try:
            stage.act(lambda: _asked_for(yanto))
            with statements(stage) as seen:
                seconds = stage.work()
            asked.append(len(seen))
            assert stage.act(_matched) == members
        finally:
            stage.act(_clear)
        return seconds

    try:
        seconds = compared({"match": match}, times=times)["match"]
    finally:
        stage.rest()
    name = f"matching by NIK with {crowd:,} insured"
    return [
        Figure("ormas", name, engine, members, seconds, "s", 60),
        Figure(
            "ormas",
            f"{name}, queries",
            engine,
            members,
            asked[-1],
            "queries",
            MOST_QUERIES,
            "one for each member",
            asked[-1] / members,
        ),
    ]


#: Of queries to members, where there is none for each.
MOST_QUERIES = 0.02


def _put_members(by: Person, count: int, crowd: int) -> None:
    """So many members of the unit, every one of them somebody insured, spread over the whole crowd."""
    with transaction():
        crowds.hurry()
        unit = by.actor().find(Organisation, by.organisation_id or UUID(int=0))
        lines = []
        for number in range(count):
            insured = number * (crowd // count)
            nik = people.nik(insured)
            lines.append(
                member(number, unit.branch_id, UUID(unit.path.split("/")[1]), unit.id, unit.path)
                | {"nik": nik, "nik_index": blind_nik(nik), "birth_date": people.born(insured), "wage_earner": False}
                | {"standing": Standing.NOT_YET, "cause": Cause.NEVER}
            )
        crowds.put(OrmasMember, *lines)
        crowds.put(
            Tally,
            *(
                {"organisation_id": UUID(each), "branch_id": unit.branch_id, "members": count, "not_yet": count}
                | dict.fromkeys(("covered", "arrears", "too_old", "wage_earner"), 0)
                for each in unit.path.split("/")[1:-1]
            ),
        )


def _asked_for(by: Person) -> None:
    with transaction():
        actor = by.actor()
        matching.match(actor, actor.find(Organisation, by.organisation_id or UUID(int=0)))


def _matched() -> int:
    found = select(func.count()).select_from(OrmasMember).where(OrmasMember.participant_id.is_not(None))
    return db.session.scalar(found.execution_options(seen_by="a measurement")) or 0


def _clear() -> None:
    with transaction():
        connection = db.session.connection()
        for model in (Likeness, OrmasMember, Tally):
            connection.execute(delete(model.__table__))  # type: ignore[arg-type]
