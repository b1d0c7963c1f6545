"""Links of classes (tautan kelas): by which the pupils of a wave fill in their own lines, until a day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Select
from sqlalchemy.orm import joinedload

from portal.access.actor import Actor, NotVisible
from portal.access.audit import Action, audited, fact
from portal.access.permissions import Permission
from portal.models import Organisation, RegistrationLink, Wave, db
from portal.rules.examination import LONGEST
from portal.services import registration_links
from portal.services.registration_links import Door
from portal.values import clock
from portal.values.fault import Refused

#: Of one link; a larger year is two.
MOST_CLASSES = 40


@audited(Action.LINK_OPENED, needs=Permission.ROSTER_WRITE)
def begin(actor: Actor, wave: Wave, *, classes: Sequence[str], last_day: date) -> RegistrationLink:
    """A fresh link for these classes of a wave. `Refused`: as `change`."""
    names = _named(classes)
    _expect_before_end(wave, last_day)
    school = actor.find(Organisation, wave.organisation_id)
    link = registration_links.fresh(
        actor, school, title=", ".join(names), last_day=last_day, wave_id=wave.id, class_names="\n".join(names)
    )
    db.session.add(link)
    return link


@audited(Action.LINK_CHANGED, needs=Permission.ROSTER_WRITE)
def change(actor: Actor, link: RegistrationLink, *, classes: Sequence[str], last_day: date) -> RegistrationLink:
    """Other classes, another last day; one that was stopped opens again.

    `Refused`: link.classes, link.many_classes, link.long_class, link.after_wave, link.past, link.far.
    """
    names = _named(classes)
    _expect_before_end(_wave(link), last_day)
    link.title, link.class_names = ", ".join(names)[: registration_links.LONGEST_TITLE], "\n".join(names)
    link.last_day, link.stopped_at = registration_links.open_until(last_day), None
    return link


@audited(Action.LINK_STOPPED, needs=Permission.ROSTER_WRITE)
def stop(actor: Actor, link: RegistrationLink) -> RegistrationLink:
    """Nobody fills in a line by it from now on; lines that came wait as before. Twice is once."""
    link.stopped_at = link.stopped_at or clock.now()
    fact(title=link.title)
    return link


def of_wave(actor: Actor, wave: Wave) -> Select[Any]:
    """The links of a wave with whose they are, to be paged by the id."""
    its = actor.sees(RegistrationLink).where(RegistrationLink.wave_id == wave.id)
    return its.options(joinedload(RegistrationLink.organisation), joinedload(RegistrationLink.wave))


def find(actor: Actor, id_: UUID) -> RegistrationLink:
    """One link with its school and its wave; raises `NotVisible`, also for a link of another kind."""
    organisation, wave = joinedload(RegistrationLink.organisation), joinedload(RegistrationLink.wave)
    link = actor.find(RegistrationLink, id_, organisation, wave)
    if link.wave is None:
        raise NotVisible("registration_link")
    return link


def behind(code: str) -> RegistrationLink | None:
    """The link of a class as it stands in an address, with its school and its wave; None for any other code."""
    link = registration_links.by_code(code)
    return link if link is not None and link.wave_id is not None else None


def door(link: RegistrationLink) -> Door:
    """Whether one may come in by it now; a wave that is over closes it, and a school that may only read."""
    if link.organisation.suspended_at is not None:
        return Door.CLOSED
    found = registration_links.door(link)
    return Door.ENDED if found is Door.OPEN and _wave(link).end < clock.today() else found


def classes_of(link: RegistrationLink) -> tuple[str, ...]:
    """The classes it is for, in the order that the school gave them."""
    return tuple((link.class_names or "").split("\n"))


def _wave(link: RegistrationLink) -> Wave:
    assert link.wave is not None
    return link.wave


def _named(classes: Sequence[str]) -> list[str]:
    names = list(dict.fromkeys(name for each in classes if (name := " ".join(each.split()))))
    if not names:
        raise Refused.because("link.classes", "classes")
    if len(names) > MOST_CLASSES:
        raise Refused.because("link.many_classes", "classes", most=MOST_CLASSES)
    if any(len(name) > LONGEST["class_name"] for name in names):
        raise Refused.because("link.long_class", "classes", limit=LONGEST["class_name"])
    return names


def _expect_before_end(wave: Wave, last_day: date) -> None:
    if last_day > wave.end:
        raise Refused.because("link.after_wave", "last_day", end=wave.end)
