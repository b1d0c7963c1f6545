"""One row of a roster: mend it in place, leave it behind, take it up again."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import request

from portal.access.actor import NotVisible
from portal.access.permissions import Permission
from portal.flows.roster_nouns import noun_of
from portal.flows.roster_sieves import SIEVES, asked_sieve
from portal.flows.row_views import view, views
from portal.models import Roster, RosterRow
from portal.services import examination, roster_rows
from portal.services.examination import examiner_of, profile_of
from portal.values.fault import Fault
from portal.web.actor import actor
from portal.web.pages import Answer, go, part
from portal.web.resource import Resource, within

rows = Resource("rows", __name__, url_prefix="/<uuid:roster_id>/baris/<uuid:row_id>")
skips = Resource("skips", __name__)

#: What else on the page follows a row: the figures, the filters with their counts, rows about the same person.
_COMPANIONS = ("flows/rosters/_summary.html", "flows/rosters/_sieves.html", "flows/rosters/rows/_twins.html")


@rows.get("/", requires=Permission.ROSTER_READ)
def show(roster_id: UUID, row_id: UUID) -> Answer:
    roster, row = _found(roster_id, row_id)
    return part(
        "flows/rosters/rows/_row.html",
        otherwise=lambda: _listed(roster, row),
        roster=roster,
        row=view(roster, row),
        noun=noun_of(roster),
        sieve=asked_sieve(),
    )


@rows.get("/ubah", requires=Permission.ROSTER_WRITE)
def edit(roster_id: UUID, row_id: UUID) -> Answer:
    roster, row = _found(roster_id, row_id)
    roster_rows.touchable(actor(), row.id)
    return part("flows/rosters/rows/_form.html", otherwise="flows/rosters/rows/edit.html", **_form(roster, row))


@rows.post("/", requires=Permission.ROSTER_WRITE)
def update(roster_id: UUID, row_id: UUID) -> Answer:
    roster, row = _found(roster_id, row_id)
    before = {field["field"]: field["text"] for field in _form(roster, row)["fields"]}
    texts = {
        field: request.form[field]
        for field in profile_of(roster).by_field
        if field in request.form and request.form[field] != before.get(field)
    }
    if texts:
        row = roster_rows.mend(actor(), row, texts)
    if view(roster, row).has_errors and "usulan" not in request.form:
        return part(
            "flows/rosters/rows/_form.html",
            also=_COMPANIONS,
            otherwise="flows/rosters/rows/edit.html",
            status=200,
            **(_form(roster, row) | _around(roster, row)),
            tried=True,
        )
    return _answer(roster, row)


@skips.post("/lewati", requires=Permission.ROSTER_WRITE)
def create(roster_id: UUID, row_id: UUID) -> Answer:
    roster, row = _found(roster_id, row_id)
    return _answer(roster, roster_rows.skip(actor(), row))


@skips.post("/pulihkan", requires=Permission.ROSTER_WRITE)
def destroy(roster_id: UUID, row_id: UUID) -> Answer:
    roster, row = _found(roster_id, row_id)
    return _answer(roster, roster_rows.restore(actor(), row))


rows.register_blueprint(skips)


def _found(roster_id: UUID, row_id: UUID) -> tuple[Roster, RosterRow]:
    roster, row = actor().find(Roster, roster_id), actor().find(RosterRow, row_id)
    if row.roster_id != roster.id:
        raise NotVisible("roster_row")
    return roster, row


def _listed(roster: Roster, row: RosterRow) -> Answer:
    """The list as it was looked at, at this row."""
    sieve = asked_sieve()
    word = sieve.word if sieve else None
    return go(within("rosters.show"), roster_id=roster.id, saring=word, _anchor=f"baris-{row.id}")


def _answer(roster: Roster, row: RosterRow) -> Answer:
    return part(
        "flows/rosters/rows/_row.html",
        also=_COMPANIONS,
        otherwise=lambda: _listed(roster, row),
        roster=roster,
        row=view(roster, row),
        noun=noun_of(roster),
        **_around(roster, row),
    )


def _around(roster: Roster, row: RosterRow) -> dict[str, Any]:
    """What else on the page a mended row may have changed."""
    return {
        "figures": examination.counts(actor(), roster),
        "twins": views(roster, roster_rows.twins(actor(), row)),
        "sieves": SIEVES.values(),
        "sieve": asked_sieve(),
    }


def _form(roster: Roster, row: RosterRow) -> dict[str, Any]:
    columns, noun = profile_of(roster).by_field, noun_of(roster)
    texts = examiner_of(actor(), roster).texts(row.content["cells"], row.content["mends"])
    faults: dict[str, list[Fault]] = {}
    for each in row.content["faults"]:
        faults.setdefault(each["f"], []).append(Fault.from_json(each))
    order = [*faults, *(field for field in noun.always if field not in faults)]
    order += [field for field in texts if field not in order]
    return {
        "roster": roster,
        "row": view(roster, row),
        "noun": noun,
        "sieve": asked_sieve(),
        "fields": [
            {
                "field": field,
                "title": columns[field].title,
                "text": texts.get(field, ""),
                "faults": faults.get(field, []),
                "numeric": field in {"nik", "phone", "nisn"},
                "advice": columns[field].advice,
            }
            for field in order
            if field in columns
        ],
    }
