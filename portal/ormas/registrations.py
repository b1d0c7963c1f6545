"""Making somebody a participant of a unit (Daftarkan peserta); also whom one called, at the end of the call."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import request

from portal.access.permissions import Permission
from portal.flows.registrations import RegistrationForm, registrations_with
from portal.models import TO_CALL, Lead
from portal.services import leads
from portal.web import formats
from portal.web.actor import actor

#: Somebody to be called, whom this registers.
CALLED = "tindak_lanjut"


def _lead() -> Lead | None:
    """Whom one called, and registers now."""
    id_ = request.values.get(CALLED, type=UUID)
    return leads.find(actor(), id_) if id_ else None


def _known() -> dict[str, Any]:
    lead = _lead()
    return {"name": lead.name, "phone": formats.local_phone(lead.phone or "")} if lead else {}


def _served(participant_id: UUID) -> None:
    """The call that led to it is done."""
    lead = _lead()
    if lead is not None and lead.state in TO_CALL and actor().may(Permission.EVENT_WRITE):
        leads.registered(actor(), lead, participant_id)


registrations = registrations_with(
    RegistrationForm,
    "ormas/registrations/_fields.html",
    done="Terdaftar. Perlindungan mulai setelah iuran pertama dibayar lewat daftar iuran.",
    facts=lambda _unit, _form: {"lead": _lead()},
    known=_known,
    served=_served,
)
