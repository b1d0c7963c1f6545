"""Choosing people of a bill: ticked one by one, or whole classes where there are too many to tick.

Works without JavaScript: which classes are shown is a GET; the ticks are the form.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from flask import request

from portal.access.actor import Actor
from portal.models import Invoice
from portal.services import invoice_lines
from portal.services.invoice_lines import Share
from portal.values.rupiah import Rupiah

#: As many names as a page may weigh.
MOST_NAMES = 120


@dataclass(frozen=True, slots=True)
class Choice:
    """What the page shows (classes; names, when they are few enough) and what is chosen so far."""

    classes: Sequence[tuple[str, int, Rupiah]]
    shown: tuple[str, ...]
    names: Sequence[Share]
    ticked: frozenset[UUID]
    #: The shown classes have more names than a page can carry: they are chosen whole.
    too_many: bool

    @property
    def people(self) -> int:
        return sum(people for name, people, _ in self.classes if name in self.shown)

    @property
    def amount(self) -> Rupiah:
        return Rupiah.total(amount for name, _, amount in self.classes if name in self.shown)


def choice(actor: Actor, invoice: Invoice) -> Choice:
    """From the request: ``kelas`` are the classes shown (all, when there are few people), ``orang`` the ticks."""
    classes = invoice_lines.classes_owing(actor, invoice)
    asked = set(request.values.getlist("kelas"))
    shown = tuple(name for name, _, _ in classes if name in asked)
    if not shown and sum(people for _, people, _ in classes) <= MOST_NAMES:
        shown = tuple(name for name, _, _ in classes)
    names = invoice_lines.owing(actor, invoice, shown, MOST_NAMES + 1) if shown else []
    too_many = len(names) > MOST_NAMES
    return Choice(classes, shown, [] if too_many else names, frozenset(_ids("orang")), too_many)


def chosen(actor: Actor, invoice: Invoice) -> Collection[UUID]:
    """The enrolments that the posted form means: everybody of the shown classes, or the ticked."""
    if request.form.get("semua_kelas"):
        return invoice_lines.ids_of_classes(actor, invoice, request.form.getlist("kelas"))
    return _ids("orang")


def _ids(name: str) -> list[UUID]:
    found = []
    for text in request.form.getlist(name):
        try:
            found.append(UUID(text))
        except ValueError:
            continue
    return found
