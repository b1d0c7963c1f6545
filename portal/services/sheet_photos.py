"""Photographs of a meeting's paper: added from the phone, looked at while its lines are typed back, gone with it.

A photograph shows everybody's numbers at once. So whoever looks says once why, which is written down, and then sees
the photographs of that paper for as long as a sitting lasts.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import delete, exists, or_, select

from portal.access import audit
from portal.access.actor import Actor
from portal.access.audit import Action, audited, fact
from portal.access.permissions import Permission
from portal.models import Applicant, MeetingSheet, ReadEvent, SheetPhoto, db, new_id
from portal.pictures.developing import Picture
from portal.services import meeting_sheets
from portal.services.disclosures import reason_of
from portal.values import clock
from portal.values.fault import Refused

#: Of one paper: a hundred lines are seven pages, and some pages want a second try.
MOST = 20
#: How long one look lasts: as long as somebody types back a full paper.
LOOK = timedelta(hours=2)
#: How long a photograph is kept: of people who registered, as the proof that they signed; of a paper whose people
#: are all forgotten, no longer than they may wait (`applicants.WAITING_KEPT`).
KEPT, ORPHANS_KEPT = timedelta(days=365), timedelta(days=90)

_LOOKED = "photos"
_ADDRESS = re.compile(r"/ormas/pendaftar/lembar/([0-9a-f-]{36})$")


@audited(Action.SHEET_PHOTO_ADDED, needs=Permission.REGISTRATION_WRITE)
def add(actor: Actor, sheet: MeetingSheet, picture: Picture) -> SheetPhoto:
    """Keep a photograph with its paper; one that is there already stays as it is.

    `Refused`: photo.other_sheet when its code is that of another paper, photo.most.
    """
    papers = {found[1] for code in picture.codes if (found := _ADDRESS.search(code))}
    if papers and str(sheet.id) not in papers:
        raise Refused.because("photo.other_sheet", "photos")
    meeting_sheets.hold(actor, sheet)
    there = of(actor, sheet)
    for each in there:
        if each.origin == picture.origin:
            return each
    if len(there) >= MOST:
        raise Refused.because("photo.most", "photos", most=MOST)
    photo = SheetPhoto(
        id=new_id(),
        organisation_id=sheet.organisation_id,
        branch_id=sheet.branch_id,
        sheet_id=sheet.id,
        content=picture.content,
        origin=picture.origin,
        width=picture.width,
        height=picture.height,
        created_by=actor.user_id,
        created_by_name=actor.name,
        created_at=clock.now(),
    )
    db.session.add(photo)
    fact(bytes=len(picture.content))
    return photo


@audited(Action.SHEET_PHOTO_REMOVED, needs=Permission.REGISTRATION_WRITE)
def remove(actor: Actor, photo: SheetPhoto) -> SheetPhoto:
    """Blurred, twice, or of something else."""
    db.session.delete(photo)
    return photo


def of(actor: Actor, sheet: MeetingSheet) -> Sequence[SheetPhoto]:
    """A paper's photographs in the order in which they came, without the pictures themselves."""
    mine = actor.sees(SheetPhoto).where(SheetPhoto.sheet_id == sheet.id)
    return db.session.scalars(mine.order_by(SheetPhoto.id)).all()


def find(actor: Actor, sheet: MeetingSheet, photo_id: UUID) -> SheetPhoto | None:
    """One of a paper's photographs."""
    return next((each for each in of(actor, sheet) if each.id == photo_id), None)


def look(actor: Actor, sheet: MeetingSheet, *, reason: str) -> None:
    """From now on, for `LOOK`, this person sees the photographs of this paper; why is written down.

    `Refused`: reveal.reason, reveal.digits.
    """
    audit.looked(actor, sheet, fields=(_LOOKED,), reason=reason_of(reason))


def looks_until(actor: Actor, sheet: MeetingSheet) -> datetime | None:
    """Until when this person may look without saying why again; None: not now."""
    since = clock.now() - LOOK
    mine = actor.sees(ReadEvent).where(
        ReadEvent.subject_id == sheet.id,
        ReadEvent.user_id == actor.user_id,
        ReadEvent.fields == _LOOKED,
        ReadEvent.at > since,
    )
    last = db.session.scalar(mine.with_only_columns(ReadEvent.at).order_by(ReadEvent.id.desc()).limit(1))
    return last + LOOK if last else None


def forget() -> int:
    """Photographs that have served their time; a step of the daily tidying."""
    now = clock.now()
    somebody = exists(select(Applicant.id).where(Applicant.sheet_id == SheetPhoto.sheet_id))
    orphaned = (SheetPhoto.created_at < now - ORPHANS_KEPT) & ~somebody
    old = delete(SheetPhoto).where(or_(SheetPhoto.created_at < now - KEPT, orphaned))
    return audit.bulk_delete(SheetPhoto, old)
