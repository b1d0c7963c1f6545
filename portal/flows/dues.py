"""Daftar iuran: open one for a unit, or for an agent's people, and a month; tick who paid, see the cash."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from flask import flash, request
from werkzeug.datastructures import MultiDict
from wtforms import BooleanField, SelectField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]

from portal.access.permissions import Permission
from portal.flows.paging import paged
from portal.models import DuesLine, DuesSheet, DuesState, Invoice, Organisation
from portal.rules import collecting
from portal.services import dues_sheets as service
from portal.services import histories
from portal.services.dues_sheets import Tick
from portal.values import clock
from portal.values.fault import Refused
from portal.values.month import Month
from portal.web.actor import actor
from portal.web.formats import month_name
from portal.web.forms import HouseForm, required
from portal.web.pages import Answer, go, page
from portal.web.resource import Resource, within

dues = Resource("dues", __name__, url_prefix="/iuran")
#: Numbers typed off the paper.
ticks = Resource("ticks", __name__, url_prefix="/<uuid:dues_id>/centang")
#: Who became a participant after a sheet was opened.
additions = Resource("additions", __name__, url_prefix="/<uuid:dues_id>/tambahan")

#: Nobody writes more numbers than this at once.
LONGEST = 4_000
_NUMBER = re.compile(r"[0-9]{1,5}")
_SPAN = re.compile(r"([0-9]{1,5})(?:\s*[-–]\s*([0-9]{1,5}))?")


class SheetForm(HouseForm):
    month = SelectField("Iuran bulan", [required("Bulan")])
    whole_subtree = BooleanField("Termasuk semua unit di bawahnya")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.month.choices = [SelectChoice(str(month), month_name(month)) for month in service.months_open()]


@dues.get("/", requires=Permission.DUES_READ)
def index() -> Answer:
    unit = _unit(request.args.get("unit"))
    return _list(unit, SheetForm(month=str(Month.of(clock.today()))))


@dues.post("/", requires=Permission.DUES_WRITE)
def create() -> Answer:
    unit, form = _unit(request.form.get("unit")), SheetForm.posted()
    if form.validate():
        try:
            sheet = service.open_sheet(
                actor(), unit, Month.parse(form.month.data), whole_subtree=bool(form.whole_subtree.data)
            )
        except Refused as refused:
            form.refused(refused)
        else:
            return go(".show", dues_id=sheet.id)
    return _list(unit, form, status=422)


@dues.get("/<uuid:dues_id>", requires=Permission.DUES_READ)
def show(dues_id: UUID) -> Answer:
    return _shown(service.find(actor(), dues_id))


@dues.post("/<uuid:dues_id>", requires=Permission.DUES_WRITE)
def update(dues_id: UUID) -> Answer:
    """The ticks of the lines on the page; only what was changed on it is noted."""
    sheet = service.find(actor(), dues_id)
    try:
        if changed := changes(request.form):
            service.tick(actor(), sheet, changed)
    except Refused as refused:
        return _refused(dues_id, refused)
    if changed:
        flash("Centang disimpan.", "success")
    return go(".show", dues_id=dues_id, **_place())


@dues.post("/<uuid:dues_id>/batal", requires=Permission.DUES_WRITE)
def destroy(dues_id: UUID) -> Answer:
    service.drop(actor(), service.find(actor(), dues_id))
    flash("Daftar dibatalkan. Tidak ada yang ditagih dari daftar ini.", "success")
    return go(".index")


@ticks.post("/", endpoint="create", requires=Permission.DUES_WRITE)
def tick(dues_id: UUID) -> Answer:
    sheet = service.find(actor(), dues_id)
    try:
        found = numbers(request.form.get("nomor", ""))
        service.tick(actor(), sheet, dict.fromkeys(found, Tick(paid=True)))
    except Refused as refused:
        return _refused(dues_id, refused)
    flash(f"{len(set(found))} nomor dicentang.", "success")
    return go(within("dues.show"), dues_id=dues_id)


@additions.post("/", endpoint="create", requires=Permission.DUES_WRITE)
def add(dues_id: UUID) -> Answer:
    added = service.extend(actor(), service.find(actor(), dues_id))
    flash(f"{added} orang ditambahkan di akhir daftar." if added else "Semua sudah ada di daftar.", "success")
    return go(within("dues.show"), dues_id=dues_id)


dues.register_blueprint(ticks)
dues.register_blueprint(additions)


def changes(form: MultiDict[str, str]) -> dict[int, Tick]:
    """What differs from the page as it was shown: two officers at once keep both their ticks.

    ``semula-12`` holds ticked:months of line 12 as the page had it, ``bayar`` the numbers ticked now.
    """
    now = set(form.getlist("bayar"))
    found: dict[int, Tick] = {}
    for name, was in form.items():
        number = name.removeprefix("semula-")
        ticked, _, ahead = was.partition(":")
        if number == name or not _NUMBER.fullmatch(number) or ticked not in {"0", "1"}:
            continue
        months = form.get(f"bulan-{number}", ahead)
        paid = number in now
        tick = Tick(
            paid if paid is not (ticked == "1") else None,
            int(months) if months != ahead and _NUMBER.fullmatch(months) else None,
        )
        if tick != Tick():
            found[int(number)] = tick
    return found


def numbers(text: str) -> list[int]:
    """The line numbers of ``1-10, 12, 15``. `Refused` dues.numbers."""
    found: list[int] = []
    for part in re.split(r"[,;\s]+", re.sub(r"\s*[-–]\s*", "-", text[:LONGEST])):
        if not part:
            continue
        span = _SPAN.fullmatch(part)
        if span is None:
            raise Refused.because("dues.numbers", "numbers")
        first, last = int(span[1]), int(span[2] or span[1])
        if last < first or last - first > service.MOST:
            raise Refused.because("dues.numbers", "numbers")
        found += range(first, last + 1)
    if not found or len(text) > LONGEST:
        raise Refused.because("dues.numbers", "numbers")
    return found


def _unit(asked: str | None) -> Organisation:
    """The one that was asked about, or one's own."""
    try:
        id_ = UUID(asked or "")
    except ValueError:
        id_ = actor().organisation_id or UUID(int=0)
    return actor().find(Organisation, id_)


def _list(unit: Organisation, form: SheetForm, *, status: int = 200) -> Answer:
    query = service.sheets(actor(), unit)
    return page(
        "flows/dues/index.html",
        status=status,
        unit=unit,
        form=form,
        found=paged(actor(), query, [DuesSheet.id], descending=True),
    )


def _refused(dues_id: UUID, refused: Refused) -> Answer:
    form = HouseForm()
    form.refused(refused)
    return _shown(service.find(actor(), dues_id), status=422, form=form)


def _shown(sheet: DuesSheet, *, status: int = 200, form: HouseForm | None = None) -> Answer:
    found = paged(actor(), service.lines(actor(), sheet), [DuesLine.number, DuesLine.id])
    collecting_now = sheet.state is DuesState.OPEN
    offers: Mapping[UUID, Any] = service.offers_of(actor(), sheet, found.rows) if collecting_now else {}
    return page(
        "flows/dues/show.html",
        status=status,
        sheet=sheet,
        found=found,
        offers=offers,
        chosen={line.id: dict(offers[line.id]).get(line.ahead) for line in found.rows} if collecting_now else {},
        figures=service.figures(actor(), sheet),
        writing=collecting_now and actor().may(Permission.DUES_WRITE),
        choices=collecting.choices(sheet.month),
        form=form or HouseForm(),
        place=_place(),
        invoice=actor().find(Invoice, sheet.invoice_id) if sheet.invoice_id else None,
        history=histories.history(actor(), sheet.id),
    )


def _place() -> dict[str, str]:
    """Where on the list one is, to come back to."""
    return {name: value for name in ("sesudah", "sebelum") if (value := request.values.get(name))}
