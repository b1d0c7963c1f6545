"""Photographs of signed sheets: filed under the sheet that their QR names, or that somebody says."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from sqlalchemy import delete
from sqlalchemy.exc import IntegrityError

from portal.access import audit
from portal.access.actor import Actor
from portal.access.audit import Action, audited, fact
from portal.access.permissions import Permission
from portal.models import ConsentPhoto, ConsentSheet, GuardianConsent, db, new_id
from portal.pictures.developing import Picture
from portal.values import clock
from portal.values.fault import Refused

#: Of one sheet: a large class is seven pages, and some want a second try.
MOST = 20
#: How long one is kept of which nobody says of which sheet it is; with a sheet it proves consents, and stays.
UNFILED_KEPT = timedelta(days=30)

_ADDRESS = re.compile(r"/sekolah/lembar-wali/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$")


@audited(Action.CONSENT_PHOTO_ADDED, needs=Permission.ENROLMENT_WRITE)
def add(actor: Actor, picture: Picture, near: ConsentSheet | None) -> ConsentPhoto:
    """Keep a photograph, filed under the sheet that its code names; without a readable code under `near`, the sheet
    from whose page it was sent, or under none. One that is there already stays.

    `Refused`: sheet.unknown, whose code is that of another school's sheet or of none; photo.most, photo.twice.
    """
    sheet_id = _named(actor, picture) or (near.id if near else None)
    there = db.session.scalars(actor.sees(ConsentPhoto).where(ConsentPhoto.origin == picture.origin)).one_or_none()
    if there is not None:
        there.sheet_id = there.sheet_id or sheet_id
        return there
    _expect_room(actor, sheet_id)
    photo = ConsentPhoto(
        id=new_id(),
        organisation_id=actor.organisation_id,
        branch_id=actor.branch_id,
        sheet_id=sheet_id,
        content=picture.content,
        origin=picture.origin,
        width=picture.width,
        height=picture.height,
        created_by=actor.user_id,
        created_by_name=actor.name,
        created_at=clock.now(),
    )
    try:
        with db.session.begin_nested():
            db.session.add(photo)
    except IntegrityError:
        raise Refused.because("photo.twice", "photo") from None  # a colleague sends it in this very moment
    fact(bytes=len(picture.content))
    return photo


@audited(Action.CONSENT_PHOTO_FILED, needs=Permission.ENROLMENT_WRITE)
def file(actor: Actor, photo: ConsentPhoto, sheet: ConsentSheet) -> ConsentPhoto:
    """Somebody says of which sheet it is. `Refused`: photo.most, photo.proof."""
    if photo.sheet_id != sheet.id:
        _expect_no_proof(actor, photo)
        _expect_room(actor, sheet.id)
    photo.sheet_id = sheet.id
    return photo


@audited(Action.CONSENT_PHOTO_REMOVED, needs=Permission.ENROLMENT_WRITE)
def remove(actor: Actor, photo: ConsentPhoto) -> ConsentPhoto:
    """Blurred, or of something else. `Refused`: photo.proof, the only one of a sheet by which consents stand."""
    _expect_no_proof(actor, photo)
    db.session.delete(photo)
    return photo


def of(actor: Actor, sheet: ConsentSheet) -> Sequence[ConsentPhoto]:
    """A sheet's photographs in the order in which they came, without the pictures themselves."""
    mine = actor.sees(ConsentPhoto).where(ConsentPhoto.sheet_id == sheet.id)
    return db.session.scalars(mine.order_by(ConsentPhoto.id)).all()


def unfiled(actor: Actor) -> Sequence[ConsentPhoto]:
    """Those of which nobody has said of which sheet they are."""
    mine = actor.sees(ConsentPhoto).where(ConsentPhoto.sheet_id.is_(None))
    return db.session.scalars(mine.order_by(ConsentPhoto.id).limit(MOST)).all()


def forget() -> int:
    """Photographs that nobody filed; a step of the daily tidying."""
    old = ConsentPhoto.created_at < clock.now() - UNFILED_KEPT
    return audit.bulk_delete(ConsentPhoto, delete(ConsentPhoto).where(ConsentPhoto.sheet_id.is_(None), old))


def _named(actor: Actor, picture: Picture) -> UUID | None:
    """The sheet whose code is on it; None when no code can be read, or those of several sheets on one table."""
    if not picture.codes:
        return None
    named = {UUID(found[1]) for code in picture.codes if (found := _ADDRESS.search(code))}
    ours = actor.sees(ConsentSheet).where(ConsentSheet.id.in_(named)).with_only_columns(ConsentSheet.id)
    known = db.session.scalars(ours).all()
    if not known:
        raise Refused.because("sheet.unknown", "photo")
    return known[0] if len(known) == 1 else None


def _expect_no_proof(actor: Actor, photo: ConsentPhoto) -> None:
    if photo.sheet_id is None:
        return
    others = actor.sees(ConsentPhoto).where(ConsentPhoto.sheet_id == photo.sheet_id, ConsentPhoto.id != photo.id)
    ticked = actor.sees(GuardianConsent).where(GuardianConsent.sheet_id == photo.sheet_id)
    if db.session.scalar(others.with_only_columns(ConsentPhoto.id).limit(1)) is not None:
        return
    if db.session.scalar(ticked.with_only_columns(GuardianConsent.id).limit(1)) is not None:
        raise Refused.because("photo.proof", "sheet")


def _expect_room(actor: Actor, sheet_id: UUID | None) -> None:
    its = actor.sees(ConsentPhoto).where(ConsentPhoto.sheet_id == sheet_id).with_only_columns(ConsentPhoto.id)
    if len(db.session.scalars(its.limit(MOST)).all()) >= MOST:
        raise Refused.because("photo.most", "photo", most=MOST)
