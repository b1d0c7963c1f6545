"""The record (Audit): who changed what, who looked at whose data and why; by person, by record, by day."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

from flask import request

from portal.access.permissions import Permission
from portal.branch.record_sieves import args_of, sieve_of
from portal.flows.paging import paged
from portal.models import AuditEvent, Branch, Organisation, ReadEvent, db
from portal.services import records as service
from portal.services.records import Sieve
from portal.spreadsheets.tables import Cell, to_csv, to_xlsx
from portal.values import clock
from portal.values.fault import Refused
from portal.web.actor import actor
from portal.web.formats import moment
from portal.web.forms import HouseForm
from portal.web.pages import Answer, download, page
from portal.web.resource import Resource
from portal.web.wording.actions import told
from portal.web.wording.record import fact_name, fact_of, field_name, field_names, plain, thing

records = Resource("records", __name__, url_prefix="/audit")
#: What was looked at unmasked.
readings = Resource("readings", __name__, url_prefix="/audit/dilihat")
#: The record as a file.
record_files = Resource("record_files", __name__, url_prefix="/audit/berkas")

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_CSV = "text/csv"


@records.get("/", requires=Permission.AUDIT_READ)
def index() -> Answer:
    return _list(looks=False)


@readings.get("/", endpoint="index", requires=Permission.AUDIT_READ)
def index_of_readings() -> Answer:
    return _list(looks=True)


@records.get("/<uuid:event_id>", requires=Permission.AUDIT_READ)
def show(event_id: UUID) -> Answer:
    event = actor().find(AuditEvent, event_id)
    place = event.organisation_id and db.session.scalar(
        actor().sees(Organisation).where(Organisation.id == event.organisation_id)
    )
    return page(
        "branch/records/show.html",
        event=event,
        place=place or None,
        changes=event.facts.get("changes", []),
        facts=[(fact_name(key), fact_of(key, value)) for key, value in event.facts.items() if key not in _APART],
    )


@record_files.post("/", requires=Permission.AUDIT_KEEP)
def create() -> Answer:
    looks, sieve, form = request.form.get("apa") == "dilihat", sieve_of(request.form), HouseForm.posted()
    try:
        lines = service.take(actor(), db.session.get_one(Branch, actor().branch_id), sieve, looks=looks)
    except Refused as refused:
        form.refused(refused)
        return _list(looks=looks, sieve=sieve, form=form, status=422)
    head, row = (_LOOK_HEAD, _look_row) if looks else (_DEED_HEAD, _deed_row)
    name = f"{'data-dilihat' if looks else 'catatan'}-{clock.today()}"
    if request.form.get("bentuk") == "csv":
        return download(to_csv(head, map(row, lines)), name=f"{name}.csv", mimetype=_CSV)
    title = f"{'Data yang dilihat' if looks else 'Catatan perubahan'}, {actor().branch_name}"
    return download(to_xlsx(title, head, map(row, lines)), name=f"{name}.xlsx", mimetype=_XLSX)


#: Facts that a line tells in its own way.
_APART = {"changes"}


def _list(*, looks: bool, sieve: Sieve | None = None, form: HouseForm | None = None, status: int = 200) -> Answer:
    sieve = sieve or sieve_of(request.args)
    model: Any = ReadEvent if looks else AuditEvent
    query = (service.readings if looks else service.deeds)(actor(), sieve)
    people = service.people(actor())
    return page(
        "branch/readings/index.html" if looks else "branch/records/index.html",
        status=status,
        found=paged(actor(), query, [model.at, model.id], descending=True),
        sieve=sieve,
        args=args_of(sieve),
        people=people,
        who=dict(people).get(sieve.who) or service.name_of(actor(), sieve.who) if sieve.who else "",
        form=form or HouseForm(),
    )


_DEED_HEAD = ("Waktu", "Siapa", "Untuk", "Perbuatan", "Tentang", "Id catatan", "Perubahan", "Nomor baris")
_LOOK_HEAD = ("Waktu", "Siapa", "Dari", "Data", "Data siapa", "Tentang", "Id catatan", "Alasan")

Row = Callable[[Any], Sequence[Cell]]


def _deed_row(line: Any) -> list[Cell]:
    event = line.AuditEvent
    return [
        moment(event.at),
        event.actor_name,
        line.place or "",
        told(event.action, event.facts),
        thing(event.subject_type),
        str(event.subject_id or ""),
        "; ".join(_changed(each) for each in event.facts.get("changes", [])),
        event.sequence,
    ]


def _look_row(line: Any) -> list[Cell]:
    event = line.ReadEvent
    return [
        moment(event.at),
        event.actor_name,
        line.place or "",
        field_names(event.fields),
        line.whose or "",
        thing(event.subject_type),
        str(event.subject_id),
        event.reason,
    ]


def _changed(change: Sequence[Any]) -> str:
    kind, _, fields = change
    said = ", ".join(f"{field_name(name)}: {_shown(old)} → {_shown(new)}" for name, (old, new) in fields.items())
    return f"{thing(kind[1:])} ({said})" if said else thing(kind[1:])


def _shown(value: Any) -> str:
    return plain(value) or "–"
