"""Reports (Laporan): coverage, uptake, arrears and relief as tables on the page and as files to take away."""

from __future__ import annotations

from flask import abort

from portal.access.permissions import Permission
from portal.models import Stage
from portal.services import reports as service
from portal.services.reports import Column, Report, Subject, Value
from portal.spreadsheets.tables import Cell, to_csv, to_xlsx
from portal.values import clock
from portal.values.month import Month
from portal.values.rupiah import Rupiah
from portal.web.actor import actor
from portal.web.formats import month_name, number
from portal.web.pages import Answer, download, page
from portal.web.resource import Resource
from portal.web.wording.names import name_of

reports = Resource("reports", __name__, url_prefix="/laporan")
#: The same tables as files.
report_files = Resource("report_files", __name__, url_prefix="/laporan/<subject>.<kind>")

KINDS = {"xlsx", "csv"}
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
#: Rows on the page; the files have them all.
SHOWN = 60
TITLES = {
    Subject.SCHOOLS: "Cakupan sekolah",
    Subject.ORMAS: "Cakupan ormas",
    Subject.WADAH: "Cakupan wadah",
    Subject.AGENTS: "Cakupan agen",
    Subject.REGIONS: "Cakupan wilayah",
    Subject.MONTHS: "Per bulan",
    Subject.ARREARS: "Tunggakan",
}
HEADS = {
    Column.NAME: "Nama",
    Column.STAGE: "Tahap",
    Column.REGION: "Kabupaten atau kota",
    Column.WADAH: "Wadah",
    Column.MONTH: "Bulan",
    Column.PARTNERS: "Mitra",
    Column.PEOPLE: "Peserta",
    Column.COVERED: "Terlindungi",
    Column.PERCENT: "Bagian (%)",
    Column.STARTED: "Mulai",
    Column.PAID: "Bulan terbayar",
    Column.RECEIVED: "Iuran diterima",
    Column.RELIEVED: "Diringankan",
    Column.RELIEF: "Keringanan",
    Column.BILLS: "Tagihan",
    Column.LEFT: "Sisa",
}


@reports.get("/", requires=Permission.REPORT_READ)
def index() -> Answer:
    return _show(Subject.SCHOOLS)


@reports.get("/<subject>", requires=Permission.REPORT_READ)
def show(subject: str) -> Answer:
    return _show(_subject(subject))


@report_files.get("", requires=Permission.REPORT_READ, endpoint="show")
def file(subject: str, kind: str) -> Answer:
    if kind not in KINDS:
        abort(404)
    found = service.report(actor(), _subject(subject))
    title, head = TITLES[found.subject], [HEADS[each] for each in found.columns]
    rows = [[_cell(column, value) for column, value in zip(found.columns, row, strict=True)] for row in found.rows]
    name = f"{title.lower().replace(' ', '-')}-{clock.today():%Y-%m-%d}.{kind}"
    if kind == "csv":
        return download(to_csv(head, rows), name=name, mimetype="text/csv")
    made = to_xlsx(f"{title}, {actor().branch_name}, {clock.today():%d-%m-%Y}", head, rows)
    return download(made, name=name, mimetype=XLSX)


def _show(subject: Subject) -> Answer:
    found: Report = service.report(actor(), subject)
    return page(
        "branch/reports/show.html",
        subject=subject,
        titles=TITLES,
        head=[(HEADS[each], "num" if each not in _TEXTS else "") for each in found.columns],
        rows=[
            [_told(column, value) for column, value in zip(found.columns, row, strict=True)]
            for row in found.rows[:SHOWN]
        ],
        more=max(0, len(found.rows) - SHOWN),
        bars=_bars(found),
    )


_TEXTS = {Column.NAME, Column.STAGE, Column.REGION, Column.WADAH, Column.MONTH}


def _bars(found: Report) -> list[tuple[str, int, str]]:
    """What one would rather look at than read: uptake by month, the widest gaps, the most owed."""
    if found.subject is Subject.MONTHS:
        return [
            (_told(Column.MONTH, row[0]), int(str(row[1])), number(int(str(row[1])))) for row in found.rows[11::-1]
        ]
    if found.subject is Subject.ARREARS:
        return [(str(row[0]), row[2].amount, str(row[2])) for row in found.rows[:8] if isinstance(row[2], Rupiah)]
    counted = [row for row in found.rows if row[-3]]
    widest = sorted(counted, key=lambda row: (int(str(row[-1])), -int(str(row[-3]))))[:8]
    return [(str(row[0]) or "belum diisi", int(str(row[-1])), f"{row[-1]}%") for row in widest]


def _cell(column: Column, value: Value) -> Cell:
    if isinstance(value, Rupiah):
        return value.amount
    return value if isinstance(value, int) else _told(column, value)


def _told(column: Column, value: Value) -> str:
    if isinstance(value, Month):
        return month_name(value)
    if column is Column.STAGE:
        return name_of(Stage(str(value)))
    return number(value) if isinstance(value, int) else str(value)


def _subject(text: str) -> Subject:
    try:
        return Subject(text)
    except ValueError:
        abort(404)
