"""Links of classes, and pupils who fill in their own lines by them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import timedelta
from uuid import UUID

from portal.models import Applicant, Wave, db
from portal.models.transaction import transaction
from portal.services import class_links, entries
from portal.values import clock
from tests.cast import Person
from tests.make import people

CLASSES = ("XI TKJ 1", "XI TKJ 2")


def link(by: Person, wave: UUID, *, names: Sequence[str] = CLASSES, days: int = 5) -> tuple[UUID, str]:
    """(id, code) of a fresh link."""
    with transaction():
        actor = by.actor()
        day = clock.today() + timedelta(days=days)
        made = class_links.begin(actor, actor.find(Wave, wave), classes=names, last_day=day)
        return made.id, made.code


def said(number: int, **other: str) -> dict[str, str]:
    """What a pupil types into the form."""
    texts = {
        "nik": people.nik(number).digits,
        "name": people.name(number),
        "birth_place": "Bandung",
        "birth_date": f"{people.born(number):%d/%m/%Y}",
        "mother_name": people.mother(number),
        "phone": f"0813{number:08}",
        "class_name": CLASSES[0],
        "host": "CV Maju Bersama",
    }
    return texts | other


def filled_in(code: str, number: int, **other: str) -> None:
    """A pupil has sent their line."""
    with transaction():
        behind = class_links.behind(code)
        assert behind is not None
        entries.receive(behind, said(number, **other), consent_version="siswa-2026-11")


def many(by: Person, wave: UUID, numbers: Iterable[int]) -> None:
    """A link for each of these pupils, who have sent their lines by it."""
    with transaction():
        actor = by.actor()
        into = actor.find(Wave, wave)
        for number in numbers:
            made = class_links.begin(actor, into, classes=CLASSES, last_day=into.start)
            db.session.flush()
            behind = class_links.find(actor, made.id)
            entries.receive(behind, said(number), consent_version="siswa-2026-11")


def lines(by: Person) -> list[Applicant]:
    """All that were sent, as `by` sees them, in the order in which they came."""
    db.session.rollback()
    return list(db.session.scalars(by.actor().sees(Applicant).order_by(Applicant.id)))
