"""Rosters: receive a file or pasted lines, find out what its columns are, read its rows, take it back."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence

from sqlalchemy import Select, delete

from portal.access import audit
from portal.access.actor import Actor
from portal.access.audit import Action, audited, fact
from portal.access.permissions import Permission
from portal.models import (
    ColumnMapping,
    Fate,
    Grade,
    Organisation,
    Roster,
    RosterKind,
    RosterRow,
    RosterState,
    Source,
    Wave,
    db,
)
from portal.models.job import Job, enqueue, latest_job, request_cancel, retry
from portal.rules.examination import examine
from portal.services import examination
from portal.services.examination import examiner_of, profile_of
from portal.services.examiners import Verdict
from portal.spreadsheets.cells import Row, shown
from portal.spreadsheets.headers import Header
from portal.spreadsheets.reader import Sheet, admitted, open_sheet
from portal.spreadsheets.recognition import Match, mapping_of, recognise, remembered, signature
from portal.spreadsheets.refusal import FileRefused
from portal.values import clock
from portal.values.fault import Fault, Refused

#: Up to here a roster is read while the person waits; beyond, a job does it and shows how far it is.
INLINE_ROWS = 2_000
INLINE_BYTES = 500_000

#: A job is at its rows.
_UNDER_WAY = frozenset({RosterState.READING, RosterState.ADMITTING})

_LONG_NUMBER = re.compile(r"[0-9]{12,}")


@audited(Action.ROSTER_ADDED, needs=Permission.ROSTER_WRITE)
def receive(
    actor: Actor,
    subject: Wave | Organisation,
    *,
    content: bytes,
    filename: str,
    source: Source,
    again: bool = False,
) -> Roster:
    """Take in a file or pasted text: interns of a wave, or members of a unit. Small ones are read at once, large ones
    by a job.

    `again` says that the same file is meant to be read twice. `Refused`: roster.same_file, unit.closed, and every
    `file.…`.
    """
    # Held, so that the same file dropped in two tabs is noticed, and the wave does not move while it is examined.
    db.session.refresh(subject, with_for_update={"key_share": True})
    if isinstance(subject, Organisation) and subject.closed_at:
        raise Refused.because("unit.closed", name=subject.name)
    sha256 = hashlib.sha256(content).digest()
    if not again:
        _refuse_same(actor, sha256)
    roster = _begun(actor, subject, source, _title(filename, source))
    roster.sha256, roster.size, roster.state = sha256, len(content), RosterState.RECEIVED
    fact(sha256=sha256.hex(), size=len(content), **{_ABOUT[roster.kind]: subject.name})
    if len(content) > INLINE_BYTES:
        admitted(content)  # what can be seen at once is said at once, and not by the job
        db.session.add(roster)
        roster.content = content
        _read_later(actor, roster)
        return roster
    with open_sheet(content, filename, profile=profile_of(roster)) as sheet:
        db.session.add(roster)
        db.session.flush()
        if not recognised(actor, roster, sheet):
            roster.content, roster.state = content, RosterState.MAPPING
            return roster
        rows: list[Row] = []
        for batch in sheet.rows():
            rows += batch
            if len(rows) > INLINE_ROWS:
                roster.content = content
                _read_later(actor, roster)
                return roster
    if not rows:
        raise FileRefused.because("file.no_rows")
    _examined(actor, roster, rows)
    return roster


#: What a roster of this kind is about, as its record names it.
_ABOUT: Mapping[RosterKind, str] = {RosterKind.INTERNS: "wave", RosterKind.MEMBERS: "unit"}


def _begun(actor: Actor, subject: Wave | Organisation, source: Source, title: str) -> Roster:
    of_wave = isinstance(subject, Wave)
    return Roster(
        organisation_id=subject.organisation_id if isinstance(subject, Wave) else subject.id,
        branch_id=subject.branch_id,
        kind=RosterKind.INTERNS if of_wave else RosterKind.MEMBERS,
        wave_id=subject.id if of_wave else None,
        source=source,
        title=title,
        size=0,
        row_count=0,
        created_by=actor.user_id,
        created_at=clock.now(),
        mapping={},
        constants={},
        header={},
    )


def _examined(actor: Actor, roster: Roster, rows: list[Row]) -> None:
    """All rows at once, while the person waits."""
    db.session.flush()
    verdicts = examiner_of(actor, roster).verdicts(((row.number, row.cells, {}) for row in rows), {})
    examination.keep(actor, roster, verdicts)
    finish(actor, roster, len(rows))


def recognised(actor: Actor, roster: Roster, sheet: Sheet) -> bool:
    """Note what stands above the rows and what the columns are; False when a person must say more."""
    header, matches = sheet.header, recognise(sheet.header, sheet.sample, profile_of(roster))
    roster.header = {
        "number": header.number,
        "rows": [[row.number, list(row.cells)] for row in header.rows],
        "depth": header.depth,
        "titles": list(header.titles),
        "groups": list(header.groups),
        "sheet": sheet.name,
        "others": list(sheet.others),
        "matches": [[match.index, match.field, match.confidence, match.key] for match in matches],
    }
    memory = _memory(actor, header)
    if memory:
        matches = remembered(matches, memory.mapping)
        roster.constants = dict(memory.constants)
    roster.mapping = mapping_of(matches)
    return not missing(roster)


def matches_of(roster: Roster) -> list[Match]:
    """What each column of the roster's file seemed to be when it was recognised."""
    titles, groups = roster.header["titles"], roster.header["groups"]
    return [
        Match(index, titles[index], groups[index], field, confidence, (), key)
        for index, field, confidence, key in roster.header["matches"]
    ]


def examples(actor: Actor, roster: Roster, most: int = 3) -> dict[int, list[str]]:
    """index → a few texts that stand in the column, to recognise it by."""
    if roster.content is not None:
        with open_sheet(roster.content, profile=profile_of(roster)) as sheet:
            lines = [row.cells for row in sheet.sample]
    else:
        rows = actor.sees(RosterRow).where(RosterRow.roster_id == roster.id).order_by(RosterRow.number).limit(25)
        lines = [row.content["cells"] for row in db.session.scalars(rows)]
    width = max((len(cells) for cells in lines), default=0)
    columns = {index: [cells[index] for cells in lines if index < len(cells)] for index in range(width)}
    return {index: [_masked(text) for text in texts if text][:most] for index, texts in columns.items()}


@audited(Action.ROWS_DOWNLOADED, needs=Permission.ROSTER_WRITE)
def hand_back(actor: Actor, roster: Roster) -> Roster:
    """Record that the faulty rows left the house as a file."""
    fact(rows=examination.counts(actor, roster)["faulty"])
    return roster


def faulty_rows(actor: Actor, roster: Roster) -> Iterator[RosterRow]:
    """The rows that an error keeps back, in their order, a chunk in memory at a time."""
    after = 0
    while True:
        rows = examination.waiting(actor, roster, after=after).where(RosterRow.grade == Grade.FAULTY)
        chunk = db.session.scalars(rows.limit(examination.CHUNK)).all()
        if not chunk:
            return
        yield from chunk
        after = chunk[-1].number
        db.session.expire_all()


def as_it_came(roster: Roster, row: RosterRow) -> list[str]:
    """The row's cells in the file's own layout, with what was mended since put in its place."""
    cells = list(row.content["cells"])
    for field, text in row.content["mends"].items():
        if field in roster.mapping:
            cells[int(roster.mapping[field])] = text
    return cells


def _masked(text: str) -> str:
    """A text that shows what it is about, and not whose number it holds."""
    return _LONG_NUMBER.sub(lambda found: f"{found[0][:4]}••••••••{found[0][-4:]}", shown(text))


def job_of(roster: Roster) -> Job | None:
    """The newest long work on this roster."""
    return latest_job(db.session(), roster)


@audited(Action.ROSTER_STOPPED, needs=Permission.ROSTER_WRITE)
def stop(actor: Actor, roster: Roster) -> Roster:
    """Ask the reading to stop after the chunk it is in; what was read stays and the rest can be read later."""
    job = job_of(roster)
    if job is not None:
        request_cancel(db.session(), job)
    return roster


@audited(Action.ROSTER_RESUMED, needs=Permission.ROSTER_WRITE)
def resume(actor: Actor, roster: Roster) -> Roster:
    """Let a stopped or failed reading go on from the last row that was kept."""
    job = job_of(roster)
    if job is not None and roster.state in _UNDER_WAY:
        retry(db.session(), job)
    return roster


def header_of(roster: Roster) -> Header:
    """The header as it stood in the file."""
    kept = roster.header
    rows = tuple(Row(number, cells) for number, cells in kept["rows"])
    return Header(kept["number"], rows, kept["depth"], tuple(kept["titles"]), tuple(kept["groups"]))


def missing(roster: Roster) -> list[str]:
    """Fields a roster cannot do without that no column and no constant gives."""
    return [
        field
        for field in profile_of(roster).required
        if field not in roster.mapping and not roster.constants.get(field)
    ]


@audited(Action.ROSTER_MAPPED, needs=Permission.ROSTER_WRITE)
def map_columns(actor: Actor, roster: Roster, *, fields: Mapping[int, str], constants: Mapping[str, str]) -> Roster:
    """A person says what the columns are: index → field ("" for ignored); remembered for the next such file.

    `Refused`: mapping.twice, mapping.missing, mapping.sent.
    """
    roster = examination.hold(actor, roster.id)
    if roster.state not in {RosterState.MAPPING, RosterState.OPEN}:
        raise Refused.because("roster.busy")
    if examination.exists_row(actor, roster, RosterRow.fate.in_([Fate.SENT, Fate.RETURNED])):
        raise Refused.because("mapping.sent")
    chosen = {field: index for index, field in fields.items() if field}
    if len(chosen) < sum(1 for field in fields.values() if field):
        raise Refused.because("mapping.twice")
    roster.mapping = chosen
    roster.constants = {field: text for field, text in constants.items() if text and field not in chosen}
    titles = profile_of(roster).by_field
    if lacking := missing(roster):
        raise Refused.because("mapping.missing", fields=", ".join(titles[field].title for field in lacking))
    _remember(actor, roster, fields)
    if roster.state is RosterState.MAPPING:
        assert roster.content is not None
        with open_sheet(roster.content, profile=profile_of(roster)) as sheet:
            rows: list[Row] = []
            for batch in sheet.rows():
                rows += batch
                if len(rows) > INLINE_ROWS:
                    _read_later(actor, roster)
                    return roster
        _examined(actor, roster, rows)
    elif roster.row_count <= INLINE_ROWS:
        examination.again(actor, roster)
    else:
        roster.state = RosterState.READING
        _job(actor, roster, "rosters.examine")
    return roster


@audited(Action.ROSTER_READ, needs=Permission.ROSTER_WRITE)
def finish(actor: Actor, roster: Roster, rows: int) -> Roster:
    """Every row is kept: the file itself is no longer needed."""
    roster.state, roster.row_count, roster.content = RosterState.OPEN, rows, None
    fact(rows=rows)
    return roster


@audited(Action.ROSTER_READ, needs=Permission.ROSTER_WRITE)
def begin(actor: Actor, roster: Roster, sheet: Sheet) -> Roster:
    """A job looks at what stands above the rows; without what it needs it stops and a person must map columns."""
    if not recognised(actor, roster, sheet):
        roster.state = RosterState.MAPPING
    return roster


@audited(Action.ROSTER_READ, needs=Permission.ROSTER_WRITE)
def fail(actor: Actor, roster: Roster, fault: Fault) -> Roster:
    """The file could not be read to its end. Why is kept as ``code?param=value``, for the sentence to be made of."""
    roster.state, roster.failure, roster.content = RosterState.FAILED, fault.as_line(), None
    return roster


@audited(Action.ROSTER_ADDED, needs=Permission.ROSTER_WRITE)
def single(actor: Actor, subject: Wave | Organisation, texts: Mapping[str, str]) -> RosterRow:
    """Put one person in by form: a row of a roster of single ones, under the same rules as any file."""
    return _added(actor, subject, [texts], Source.FORM, "Isian satuan")[0]


@audited(Action.ROSTER_ADDED, needs=Permission.ROSTER_WRITE)
def filled_in(actor: Actor, wave: Wave, people: Sequence[Mapping[str, str]]) -> Sequence[RosterRow]:
    """Pupils who filled in their own lines, as rows of the wave's roster of such; in the order given."""
    return _added(actor, wave, people, Source.LINK, "Isian siswa")


def _added(
    actor: Actor, subject: Wave | Organisation, people: Sequence[Mapping[str, str]], source: Source, title: str
) -> Sequence[RosterRow]:
    """More rows of the roster that grows from this source; begun when there is none."""
    roster = db.session.scalars(_growing(actor, subject, source).with_for_update()).first()
    if roster is None:
        roster = _laid_out(actor, subject, source, title)
    first = roster.row_count + 2
    seen, examiner = examination.numbers_seen(actor, roster), examiner_of(actor, roster)
    rows: list[tuple[int, list[str], dict[str, str]]] = [
        (number, _cells(roster, texts), {}) for number, texts in enumerate(people, start=first)
    ]
    examination.keep(actor, roster, examiner.verdicts(rows, seen))
    roster.row_count += len(people)
    db.session.flush()
    of = actor.sees(RosterRow).where(RosterRow.roster_id == roster.id, RosterRow.number >= first)
    return db.session.scalars(of.order_by(RosterRow.number)).all()


def foreseen(actor: Actor, wave: Wave, people: Sequence[Mapping[str, str]]) -> list[Verdict]:
    """What would be said of these as rows of a list of the wave, but for what they have in common; keeps nothing."""
    roster = _columned(_begun(actor, wave, Source.LINK, ""))
    examiner = examiner_of(actor, roster)
    found = [examiner.verdict(at, _cells(roster, texts), {}) for at, texts in enumerate(people)]
    examiner.consult(found)
    return found


@audited(Action.ROSTER_ADDED, needs=Permission.ROSTER_WRITE)
def copied(actor: Actor, wave: Wave, people: Sequence[Mapping[str, str]], *, title: str) -> Roster:
    """People whom the school knows already as a list of a wave, examined like any other; at most `INLINE_ROWS`."""
    db.session.refresh(wave, with_for_update={"key_share": True})
    roster = _laid_out(actor, wave, Source.COPY, title)
    _examined(actor, roster, [Row(number, _cells(roster, texts)) for number, texts in enumerate(people, start=2)])
    return roster


def _laid_out(actor: Actor, subject: Wave | Organisation, source: Source, title: str) -> Roster:
    """A roster in the house's own columns, which no file was made of."""
    roster = _columned(_begun(actor, subject, source, title))
    db.session.add(roster)
    db.session.flush()
    return roster


def _columned(roster: Roster) -> Roster:
    columns = profile_of(roster).columns
    titles = [column.title for column in columns]
    roster.state = RosterState.OPEN
    roster.mapping = {column.field: at for at, column in enumerate(columns)}
    roster.header = {
        "number": 1,
        "rows": [[1, titles]],
        "depth": 1,
        "titles": titles,
        "groups": [""] * len(titles),
        "sheet": "",
        "others": [],
        "matches": [[at, column.field, 1.0, column.field] for at, column in enumerate(columns)],
    }
    return roster


def _cells(roster: Roster, texts: Mapping[str, str]) -> list[str]:
    return [" ".join(texts.get(column.field, "").split()) for column in profile_of(roster).columns]


def _growing(actor: Actor, subject: Wave | Organisation, source: Source) -> Select[Roster]:
    """The open roster of those who were put in one by one, in this way."""
    found = actor.sees(Roster).where(Roster.source == source, Roster.state == RosterState.OPEN)
    if isinstance(subject, Wave):
        return found.where(Roster.wave_id == subject.id)
    return found.where(Roster.organisation_id == subject.id, Roster.kind == RosterKind.MEMBERS)


def faults_of(wave: Wave, texts: Mapping[str, str]) -> tuple[Fault, ...]:
    """What the rules say of one person's texts, before anything is kept."""
    return examine(texts, start=wave.start, end=wave.end, today=clock.today()).faults


@audited(Action.ROSTER_UNDONE, needs=Permission.ROSTER_WRITE)
def undo(actor: Actor, roster: Roster) -> Roster:
    """Take a roster back of which nothing was sent in: its rows are gone, that it was there is not."""
    roster = examination.hold(actor, roster.id)
    job = job_of(roster)
    if roster.state in _UNDER_WAY and job is not None and not job.finished:
        raise Refused.because("roster.busy")
    if examination.exists_row(actor, roster, RosterRow.fate.in_([Fate.SENT, Fate.RETURNED])):
        raise Refused.because("roster.sent")
    if roster.source is Source.LINK:
        raise Refused.because("roster.filled_in")  # what pupils typed stands nowhere else any more
    audit.bulk_delete(RosterRow, delete(RosterRow).where(RosterRow.roster_id == roster.id))
    roster.state, roster.content, roster.sha256 = RosterState.UNDONE, None, None
    fact(rows=roster.row_count)
    return roster


def _refuse_same(actor: Actor, sha256: bytes) -> None:
    earlier = db.session.scalars(
        actor.sees(Roster)
        .where(Roster.sha256 == sha256, Roster.state.not_in([RosterState.UNDONE, RosterState.FAILED]))
        .order_by(Roster.id.desc())
    ).first()
    if earlier is not None:
        raise Refused.because("roster.same_file", title=earlier.title, day=clock.in_wib(earlier.created_at).date())


def _title(filename: str, source: Source) -> str:
    if source is Source.PASTE:
        return f"Tempelan {clock.in_wib(clock.now()):%d-%m-%Y %H.%M}"
    return file_title(filename)


def file_title(filename: str) -> str:
    """What a file is called here: its name without a path, and with no whole number of anybody."""
    name = filename.replace("\\", "/").rsplit("/", 1)[-1]
    name = "".join(mark for mark in name if mark.isprintable()).strip()
    return _masked(name)[:200] or "Berkas tanpa nama"  # some call a file by the NIK of who is in it


def _memory(actor: Actor, header: Header) -> ColumnMapping | None:
    return db.session.scalars(
        actor.sees(ColumnMapping).where(
            ColumnMapping.organisation_id == actor.organisation_id, ColumnMapping.signature == signature(header)
        )
    ).one_or_none()


def _remember(actor: Actor, roster: Roster, fields: Mapping[int, str]) -> None:
    header = header_of(roster)
    memory = _memory(actor, header)
    if memory is None:
        memory = ColumnMapping(
            organisation_id=actor.organisation_id, branch_id=actor.branch_id, signature=signature(header)
        )
        db.session.add(memory)
    keys = {match.index: match.key for match in matches_of(roster)}
    memory.mapping = {keys[index]: field for index, field in fields.items() if index in keys}
    memory.constants = dict(roster.constants)
    memory.updated_at = clock.now()


def _read_later(actor: Actor, roster: Roster) -> None:
    roster.state = RosterState.READING
    _job(actor, roster, "rosters.read")


def _job(actor: Actor, roster: Roster, kind: str) -> None:
    db.session.flush()
    enqueue(
        db.session(),
        kind,
        {"roster": str(roster.id)},
        subject=roster,
        organisation_id=roster.organisation_id,
        branch_id=roster.branch_id,
        membership_id=actor.membership_id,
    )
