"""People who send themselves in by a unit's link, as their phones do."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from portal.models import Applicant, Organisation, RegistrationLink, db
from portal.models.transaction import transaction
from portal.pictures.developing import Picture
from portal.services import applicants, meeting_sheets, registration_links, sheet_photos
from portal.values import clock
from tests.cast import Person
from tests.make import photos, workers


def link(by: Person, *, unit: UUID | None = None, title: str = "Rapat Ranting", days: int = 7) -> tuple[UUID, str]:
    """(id, code) of a fresh link."""
    with transaction():
        actor = by.actor()
        where = actor.find(Organisation, unit or by.organisation_id or UUID(int=0))
        made = registration_links.begin(actor, where, title=title, last_day=clock.today() + timedelta(days=days))
        return made.id, made.code


def paper(by: Person, *, unit: UUID | None = None, lines: int = 20) -> UUID:
    """A fresh paper for a meeting."""
    with transaction():
        actor = by.actor()
        where = actor.find(Organisation, unit or by.organisation_id or UUID(int=0))
        return meeting_sheets.begin(actor, where, title="Rapat Ranting", day=clock.today(), lines=lines).id


def photographed(by: Person, sheet: UUID, *, turned: int = 0) -> UUID:
    """A photograph of this paper, sent by the one who typed it."""
    with transaction():
        actor = by.actor()
        picture = Picture(photos.photo(), 1200, 900, (), turned.to_bytes(32, "big"))
        return sheet_photos.add(actor, meeting_sheets.find(actor, sheet), picture).id


def looking(by: Person, sheet: UUID) -> None:
    """This person said why they look at the paper's photographs."""
    with transaction():
        actor = by.actor()
        sheet_photos.look(actor, meeting_sheets.find(actor, sheet), reason="menyalin isi lembar")


def said(number: int, **other: str) -> dict[str, str]:
    """What somebody types into the form."""
    texts = workers.texts(number) | {"birth_date": f"{workers.born(number):%d/%m/%Y}", "occupation": "guru-ngaji"}
    return texts | {"kta": ""} | other


def came(by: Person, code: str, number: int, invited_by: UUID | None = None, **other: str) -> UUID:
    """Somebody has sent themselves in, perhaps by an officer's invitation; the id under which they wait, as `by` sees
    it."""
    with transaction():
        behind = registration_links.behind(code)
        assert behind is not None
        before = set(_ids(by, behind))
        applicants.receive(behind, said(number, **other), consent_version="2026-11", invited_by=invited_by)
        db.session.flush()
        return (set(_ids(by, behind)) - before).pop()


def _ids(by: Person, behind: RegistrationLink) -> list[UUID]:
    mine = by.actor().sees(Applicant).where(Applicant.link_id == behind.id)
    return list(db.session.scalars(mine.with_only_columns(Applicant.id)))
