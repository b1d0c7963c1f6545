"""Printed sheets on which parents sign, and photographs of them."""

from __future__ import annotations

from uuid import UUID

from portal.models import Wave
from portal.models.transaction import transaction
from portal.pictures.developing import Picture
from portal.services import consent_photos, consent_sheets
from portal.web.wording.consents import CURRENT_ON_SHEET
from tests.cast import Person
from tests.make import photos

#: The class of everybody in `people.pasted`.
CLASS = "XI RPL 1"


def sheet(by: Person, wave: UUID, *, class_name: str = CLASS) -> UUID:
    """A printed sheet of a class of the wave."""
    with transaction():
        actor = by.actor()
        return consent_sheets.begin(actor, actor.find(Wave, wave), class_name, version=CURRENT_ON_SHEET).id


def photographed(by: Person, sheet_id: UUID, *, turned: int = 0) -> UUID:
    """A photograph of this sheet, sent from its page."""
    with transaction():
        actor = by.actor()
        picture = Picture(photos.photo(), 1200, 900, (), turned.to_bytes(32, "big"))
        return consent_photos.add(actor, picture, consent_sheets.find(actor, sheet_id)).id
