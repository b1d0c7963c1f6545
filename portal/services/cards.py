"""Cards (kartu): what an intern carries to be checked. One at once, a wave in sheets, a large one by a job."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import delete, func, tuple_
from sqlalchemy.orm import joinedload

from portal.access.actor import Actor, NotVisible
from portal.access.audit import Action, audited, bulk_delete, fact, personal
from portal.access.permissions import Permission
from portal.models import Enrolment, EnrolmentState, Paper, Wave, db
from portal.models.job import Job, enqueue, latest_job, request_cancel
from portal.papers.cards import BATCH, Card
from portal.papers.days import day
from portal.rules.coverage import Cover, State
from portal.services import coverage, verifications
from portal.values import clock
from portal.values.clock import in_wib
from portal.values.fault import Refused

#: Up to here a wave is printed while one waits (measured: 0.3 s); beyond, a job does it.
AT_ONCE = 100
#: A printed paper is fetched soon or not at all, and what it says grows old.
KEPT = timedelta(days=1)
#: A long printing of cards; one of a proof pack, whose first parts are not cards (`services.proofs`).
KIND, PACK, FORGET = "cards.print", "proofs.pack", "cards.forget"


def holders(actor: Actor, wave: Wave, *, covered: bool = False) -> Any:
    """The people of a wave who have a card, by name: those the branch approved; only those for whom a payment
    covers some day, if asked."""
    query = actor.sees(Enrolment).where(Enrolment.wave_id == wave.id, Enrolment.state == EnrolmentState.APPROVED)
    return query.where(Enrolment.covered_from.is_not(None)) if covered else query


def figures(actor: Actor, wave: Wave) -> tuple[int, int]:
    """How many have a card, and for how many of them something is paid; one query."""
    counted = holders(actor, wave).with_only_columns(func.count(), func.count(Enrolment.covered_from))
    people, covered = db.session.execute(counted).one()
    return people, covered


def card_of(enrolment: Enrolment, cover: Cover) -> Card:
    """What the card of a person says, as things stand. Participant, wave and organisation must be loaded."""
    person = enrolment.participant
    return Card(
        name=person.name,
        nik=person.nik.masked,
        sponsor=enrolment.organisation.name,
        wave=enrolment.wave.name if enrolment.wave else "",
        start=enrolment.start,
        end=enrolment.end,
        programmes=enrolment.programmes.split("+"),
        state=state_of(cover),
        covered=is_good(cover),
        code=enrolment.card_code,
        url=verifications.card_url(enrolment.card_code),
        number=person.kpj,
    )


_TITLES = {KIND: "Kartu", PACK: "Berkas bukti"}
#: A paper is in Indonesian whatever the reader's browser asks, so its few words stand with it.
_STATES = {
    State.NOT_REGISTERED: "Belum terdaftar",
    State.NOT_YET: "Belum dibayar",
    State.COVERED: "Terlindungi",
    State.IN_ARREARS: "Terlindungi, menunggak",
    State.LAPSED: "Tidak aktif",
    State.ENDED: "Selesai",
}


def state_of(cover: Cover) -> str:
    """How things stand, as a card has room for it; paid before the first day: from which day on."""
    if cover.state is State.NOT_YET and cover.since is not None:
        return f"Berlaku mulai {day(in_wib(cover.since).date())}"
    if cover.state is State.IN_ARREARS and not cover.covered:
        return "Menunggak"
    return _STATES[cover.state]


def is_good(cover: Cover) -> bool:
    """Whether the card proves cover: now, or from a day that is paid for."""
    return cover.covered or (cover.state is State.NOT_YET and cover.since is not None)


def faces(batch: Sequence[Enrolment]) -> list[Card]:
    """The cards of people that are loaded; two queries for all."""
    covers = coverage.answers(batch)
    return [card_of(each, covers[each.id]) for each in batch]


def batch_of(actor: Actor, query: Any, *, after: UUID | None, most: int = BATCH) -> Sequence[Enrolment]:
    """The next people of `holders` after one of them, at most a batch unless said."""
    if after is not None:
        place = actor.sees(Enrolment).where(Enrolment.id == after)
        name, id_ = db.session.execute(place.with_only_columns(Enrolment.name_key, Enrolment.id)).one()
        query = query.where(tuple_(Enrolment.name_key, Enrolment.id) > tuple_(name, id_))
    return db.session.scalars(
        query.options(
            joinedload(Enrolment.participant), joinedload(Enrolment.wave), joinedload(Enrolment.organisation)
        )
        .order_by(Enrolment.name_key, Enrolment.id)
        .limit(most)
    ).all()


# Printing a wave.


@audited(Action.CARDS_PRINTED, needs=Permission.CARD_PRINT)
def print_wave(actor: Actor, wave: Wave, *, covered: bool = False) -> Wave:
    """Somebody prints the cards of a wave. Few are made when they are fetched; for many a job is asked for
    (`job_of`), unless the same one is under way.

    `Refused`: cards.none, cards.none_covered.
    """
    people, paid = figures(actor, wave)
    wanted = paid if covered else people
    if not wanted:
        raise Refused.because("cards.none_covered" if people else "cards.none")
    fact(people=wanted, wave=wave.name)
    if wanted <= AT_ONCE:
        return wave
    job = job_of(wave)
    if job is None or job.finished or job.payload["covered"] is not covered:
        ask(actor, wave, KIND, wanted, covered=covered)
    return wave


def ask(actor: Actor, wave: Wave, kind: str, people: int, *, covered: bool = False) -> Job:
    """A long printing, and that what it made is forgotten again; a step of other actions."""
    job = enqueue(
        db.session(),
        kind,
        {"wave": str(wave.id), "covered": covered},
        subject=wave,
        organisation_id=wave.organisation_id,
        branch_id=wave.branch_id,
        membership_id=actor.membership_id,
        total=people,
    )
    # Asked for now, so that a printing that fails or is stopped leaves nothing behind either.
    later = clock.now() + KEPT + timedelta(hours=1)
    enqueue(db.session(), FORGET, {"print": str(job.id)}, branch_id=wave.branch_id, run_at=later)
    return job


def job_of(wave: Wave, kind: str = KIND) -> Job | None:
    """The newest long printing of a wave."""
    return latest_job(db.session(), wave, kind)


def find_job(actor: Actor, id_: UUID) -> Job:
    """A long printing that the actor may see; raises `NotVisible`."""
    job = actor.find(Job, id_)
    if job.kind not in {KIND, PACK}:
        raise NotVisible("job")
    return job


@audited(Action.CARDS_STOPPED, needs=Permission.CARD_PRINT)
def stop(actor: Actor, wave: Wave, job: Job) -> Wave:
    """Let a long printing end after the batch it is in."""
    request_cancel(db.session(), job)
    return wave


def paper_of(actor: Actor, job: Job) -> Paper | None:
    """What a long printing made, while it is kept."""
    return db.session.scalars(
        actor.sees(Paper).where(Paper.job_id == job.id, Paper.part == 0, Paper.created_at > clock.now() - KEPT)
    ).one_or_none()


@audited(Action.CARDS_SET, needs=Permission.CARD_PRINT)
def keep(actor: Actor, wave: Wave, job_id: UUID, part: int, content: bytes, *, kind: str = KIND) -> Paper:
    """Keep a part of a long printing; part 0 is the whole, and then the others go."""
    if part == 0:
        bulk_delete(Paper, delete(Paper).where(Paper.job_id == job_id))
    paper = Paper(
        organisation_id=wave.organisation_id,
        branch_id=wave.branch_id,
        job_id=job_id,
        part=part,
        name=f"{_TITLES[kind]} {wave.name}",
        content=content,
        created_at=clock.now(),
    )
    db.session.add(paper)
    return paper


def parts_of(actor: Actor, job_id: UUID) -> Iterator[bytes]:
    """The parts of a printing in order, one in memory at a time."""
    parts = actor.sees(Paper).where(Paper.job_id == job_id, Paper.part > 0)
    for number in db.session.scalars(parts.with_only_columns(Paper.part).order_by(Paper.part)).all():
        yield db.session.scalars(parts.where(Paper.part == number).with_only_columns(Paper.content)).one()


def forget(branch_id: UUID | None, job_id: UUID) -> None:
    """A printed paper has had its day."""
    with personal(Action.PAPERS_FORGOTTEN, None, who="Gandeng", branch_id=branch_id):
        bulk_delete(Paper, delete(Paper).where(Paper.job_id == job_id))
