"""People of the whole country, found by their NIK or made: never two for one number, whoever registers them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import update

from portal.access.actor import everyone
from portal.access.audit import bulk_insert, bulk_update
from portal.models import LIVE, Enrolment, Participant, db, new_id
from portal.values import clock
from portal.values.nik import Nik


def hold(indexes: Collection[bytes]) -> None:
    """Those whom the country knows are held until the transaction ends, always in the same order: two sponsors who
    enrol the same person at once come one after the other. Of those whom it does not know yet there can be one."""
    known = everyone(Participant, because="two sponsors at once must not both enrol the same person")
    known = known.where(Participant.nik_index.in_(indexes)).order_by(Participant.nik_index)
    db.session.execute(known.with_only_columns(Participant.id).with_for_update(key_share=True))


def found_or_made(organisation_id: UUID, wanted: Mapping[bytes, Mapping[str, str]]) -> dict[bytes, UUID]:
    """blind index → participant, adding those whom the country does not know yet; a step of enrolling.

    `wanted` says of each what an examined row says (`rules.examination`). Somebody known already is described anew,
    unless a sponsor other than this organisation has a say too.
    """
    known = (
        everyone(Participant, because="the same person is one participant in the whole country")
        .where(Participant.nik_index.in_(list(wanted)))
        .with_only_columns(Participant.nik_index, Participant.id)
    )
    found = {bytes(index): participant_id for index, participant_id in db.session.execute(known)}
    _describe_anew(organisation_id, {found[index]: wanted[index] for index in found})
    now = clock.now()
    fresh = {index: new_id() for index in sorted(wanted) if index not in found}  # in one order: no deadlock
    bulk_insert(
        Participant,
        ("id", "nik", "nik_index", *_DESCRIPTION, "created_at"),
        [
            (participant_id, Nik(wanted[index]["nik"]), index, *_description(wanted[index]).values(), now)
            for index, participant_id in fresh.items()
        ],
    )
    return found | fresh


_DESCRIPTION = ("name", "birth_place", "birth_date", "sex", "mother_name", "phone", "email", "address")


def _description(values: Mapping[str, str]) -> dict[str, Any]:
    """What a row says of the person, in the order of `_DESCRIPTION`."""
    said: dict[str, Any] = {
        "name": values["name"],
        "birth_place": values.get("birth_place", ""),
        "birth_date": date.fromisoformat(values["birth_date"]),
        "sex": values["sex"],
        "mother_name": values.get("mother_name"),
        "phone": values.get("phone"),
        "email": values.get("email"),
        "address": values.get("address", ""),
    }
    return said


def _describe_anew(organisation_id: UUID, people: Mapping[UUID, Mapping[str, str]]) -> None:
    """Let people who are known say what their rows say now; what a row leaves out stays as it was."""
    if not people:
        return
    shared = set(
        db.session.scalars(
            everyone(Enrolment, because="does another sponsor have a say in this person's data?")
            .where(
                Enrolment.participant_id.in_(people),
                Enrolment.organisation_id != organisation_id,
                Enrolment.state.in_(LIVE),
            )
            .with_only_columns(Enrolment.participant_id)
        )
    )
    for participant_id, values in people.items():
        if participant_id in shared:
            continue
        said = {field: value for field, value in _description(values).items() if value}
        bulk_update(Participant, update(Participant).where(Participant.id == participant_id).values(said))
