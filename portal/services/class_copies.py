"""Classes that go again (Salin kelas): the same people in the list of another wave, a year on if so wished.

They become rows of a list like any other, examined by the same rules, so that who is covered on those days already,
or was billed for a month of them, is seen there and not doubled.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

from sqlalchemy import Select, func
from sqlalchemy.orm import joinedload

from portal.access.actor import Actor
from portal.access.audit import Action, audited, fact
from portal.access.permissions import Permission
from portal.models import LIVE, Enrolment, Roster, Wave, db
from portal.rules.class_names import promoted
from portal.services import rosters
from portal.services.rosters import INLINE_ROWS
from portal.values.fault import Refused
from portal.values.phone import Phone


def classes(actor: Actor, wave: Wave) -> dict[str, int]:
    """Name → how many people of a wave are in it, by name."""
    counted = _of(actor, wave).with_only_columns(Enrolment.class_name, func.count()).group_by(Enrolment.class_name)
    return {row.class_name: row[1] for row in db.session.execute(counted.order_by(Enrolment.class_name))}


@audited(Action.CLASSES_COPIED, needs=Permission.ROSTER_WRITE)
def copy(actor: Actor, wave: Wave, into: Wave, names: Collection[str], *, promote: bool) -> Roster:
    """The people of these classes as a list of another wave. `Refused`: copy.same_wave, copy.none, copy.many."""
    if wave.id == into.id:
        raise Refused.because("copy.same_wave", "into")
    people = _of(actor, wave).where(Enrolment.class_name.in_(names)).options(joinedload(Enrolment.participant))
    found = db.session.scalars(people.order_by(Enrolment.name_key, Enrolment.id).limit(INLINE_ROWS + 1)).all()
    if not found:
        raise Refused.because("copy.none", "classes")
    if len(found) > INLINE_ROWS:
        raise Refused.because("copy.many", "classes", most=INLINE_ROWS)
    roster = rosters.copied(actor, into, [_texts(each, promote) for each in found], title=f"Salinan {wave.name}")
    fact(rows=len(found), wave=wave.name, into=into.name)
    return roster


def _of(actor: Actor, wave: Wave) -> Select[Enrolment]:
    return actor.sees(Enrolment).where(Enrolment.wave_id == wave.id, Enrolment.state.in_(LIVE))


def _texts(enrolment: Enrolment, promote: bool) -> Mapping[str, str]:
    """What is known of a person, as a list would say it; their days are the other wave's."""
    person, name = enrolment.participant, enrolment.class_name
    return {
        "nik": person.nik.digits,
        "name": person.name,
        "birth_place": person.birth_place,
        "birth_date": f"{person.birth_date:%d/%m/%Y}",
        "sex": person.sex.value,
        "mother_name": person.mother_name or "",
        "phone": Phone(person.phone).local if person.phone else "",
        "email": person.email or "",
        "address": person.address,
        "class_name": promoted(name) if promote else name,
    }
