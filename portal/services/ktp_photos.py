"""The photograph of an identity card: added with a registration, looked at for a reason, put away when it served."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from sqlalchemy import delete

from portal.access import audit
from portal.access.actor import Actor, NotVisible
from portal.access.audit import Action, audited, fact
from portal.access.permissions import Permission
from portal.models import Enrolment, KtpPhoto, db, new_id
from portal.pictures.developing import Picture
from portal.pictures.limits import Limits
from portal.services.disclosures import reason_of
from portal.values import clock

#: A card fills its picture: half of what a written page needs can be read well.
LIMITS = Limits(side=1_400, kept=200_000)
#: Long enough to compare it at the branch, and no longer.
KEPT = timedelta(days=30)


@audited(Action.KTP_PHOTO_ADDED, needs=Permission.REGISTRATION_WRITE)
def add(actor: Actor, enrolment_id: UUID, picture: Picture) -> KtpPhoto:
    """Keep it with an enrolment that has none."""
    enrolment = actor.find(Enrolment, enrolment_id)
    photo = KtpPhoto(
        id=new_id(),
        organisation_id=enrolment.organisation_id,
        branch_id=enrolment.branch_id,
        enrolment_id=enrolment.id,
        content=picture.content,
        created_by=actor.user_id,
        created_at=clock.now(),
    )
    db.session.add(photo)
    fact(bytes=len(picture.content))
    return photo


@audited(Action.KTP_PHOTO_REMOVED, needs=Permission.PERSON_UNMASK)
def remove(actor: Actor, photo: KtpPhoto) -> KtpPhoto:
    """It was compared, or is of no use."""
    db.session.delete(photo)
    return photo


def of(actor: Actor, enrolment: Enrolment) -> KtpPhoto | None:
    """Whether there is one, without the picture itself."""
    return db.session.scalars(actor.sees(KtpPhoto).where(KtpPhoto.enrolment_id == enrolment.id)).one_or_none()


def find(actor: Actor, enrolment: Enrolment) -> KtpPhoto:
    """As `of`; raises `NotVisible`."""
    photo = of(actor, enrolment)
    if photo is None:
        raise NotVisible("ktp_photo")
    return photo


def look(actor: Actor, enrolment: Enrolment, photo: KtpPhoto, *, reason: str) -> bytes:
    """The picture, once; who looks and why is written down. `Refused`: reveal.reason, reveal.digits."""
    audit.looked(actor, enrolment, fields=("ktp_photo",), reason=reason_of(reason))
    return photo.content


def forget() -> int:
    """Photographs that have served their time; a step of the daily tidying."""
    return audit.bulk_delete(KtpPhoto, delete(KtpPhoto).where(KtpPhoto.created_at < clock.now() - KEPT))
