"""Work queues (Antrean): one kind at a time, the oldest first; the filters stand in the address."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import abort, flash, request, url_for

from portal.access.permissions import Permission
from portal.flows.paging import paged
from portal.models import Queue, db
from portal.services import queues as service
from portal.services.queues import Sieve
from portal.spreadsheets.tables import Cell, to_csv, to_xlsx
from portal.values import clock
from portal.values.fault import Refused
from portal.web.actor import actor
from portal.web.formats import number, short_day
from portal.web.forms import HouseForm
from portal.web.pages import Answer, download, go, page
from portal.web.resource import Resource
from portal.web.wording.names import name_of

queues = Resource("queues", __name__, url_prefix="/antrean")
#: Taking what waits, and handing it on.
errands = Resource("errands", __name__, url_prefix="/antrean/<queue>/petugas")
queue_files = Resource("queue_files", __name__, url_prefix="/antrean/<queue>.<kind>")

KINDS = {"xlsx", "csv"}
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
#: Lines of a file; whoever has more waiting is told to narrow it first.
MOST = 5_000
AGES = (2, 7, 14, 30)
#: What a queue's line is about, and what one does with it.
LINES = {
    Queue.SUBMISSIONS: ("Diajukan oleh", "Periksa"),
    Queue.CODELESS: ("Tagihan", "Isi kode"),
    Queue.OVERDUE: ("Tagihan", "Buka tagihan"),
    Queue.TRANSFERS: ("", "Jawab"),
    Queue.LIKENESSES: ("Anggota", "Bandingkan"),
    Queue.CASES: ("Nomor", "Buka kasus"),
    Queue.DISPUTES: ("", "Jawab"),
    Queue.BANK_ROWS: ("Bank atau kanal", "Selesaikan"),
    Queue.AGENTS: ("Calon agen", "Periksa"),
    Queue.SIGNALS: ("Tentang", "Jawab"),
    Queue.NIKS: ("Diajukan oleh", "Jawab"),
}
HEAD = ("Mitra", "Keterangan", "Orang", "Sejak", "Hari", "Petugas")


@queues.get("/", requires=Permission.QUEUE_READ)
def index() -> Answer:
    return _show(service.kinds(actor())[0])


@queues.get("/<queue>", requires=Permission.QUEUE_READ)
def show(queue: str) -> Answer:
    return _show(service.queue_of(actor(), queue))


@errands.post("", requires=Permission.QUEUE_WRITE)
def create(queue: str) -> Answer:
    """Who was chosen sees to the ticked lines; nobody, where nobody was."""
    which, chosen = service.queue_of(actor(), queue), request.form.get("petugas", "")
    try:
        if chosen and _id(chosen) is None:
            raise Refused.because("queue.officer", "petugas")
        count = service.give(
            actor(), which, [id_ for each in request.form.getlist("baris") if (id_ := _id(each))], _id(chosen)
        )
    except Refused as refused:
        return _show(which, refused=refused)
    flash(f"{number(count)} baris dibagi." if chosen else f"{number(count)} baris dilepas.", "success")
    return go("branch.queues.show", queue=which, **_asked())


@queue_files.get("", requires=Permission.QUEUE_READ, endpoint="show")
def file(queue: str, kind: str) -> Answer:
    if kind not in KINDS:
        abort(404)
    which = service.queue_of(actor(), queue)
    waiting = service.listed(actor(), which, _sieve()).order_by(service.key(which)).limit(MOST + 1)
    found = db.session.execute(waiting).all()
    if len(found) > MOST:
        return _show(which, refused=Refused.because("queue.many", most=MOST))
    rows: list[list[Cell]] = [
        [each.sponsor, each.label, each.people, short_day(each.since), each.days, each.officer]
        for each in service.lines(found)
    ]
    title, name = name_of(which), f"antrean-{which}-{clock.today():%Y-%m-%d}.{kind}"
    if kind == "csv":
        return download(to_csv(HEAD, rows), name=name, mimetype="text/csv")
    made = to_xlsx(f"Antrean {title}, {clock.today():%d-%m-%Y}", HEAD, rows)
    return download(made, name=name, mimetype=XLSX)


def _show(queue: Queue, *, refused: Refused | None = None) -> Answer:
    form, known = HouseForm(), service.kinds(actor())
    if refused is not None:
        form.refused(refused)
    found = paged(actor(), service.listed(actor(), queue, _sieve()), [service.key(queue)])
    return page(
        "branch/queues/show.html",
        status=422 if refused else 200,
        queue=queue,
        about=LINES[queue][0],
        deed=LINES[queue][1],
        counts=service.counts(actor(), known),
        lines=service.lines(found.rows),
        found=found,
        officers=service.officers(actor()),
        me=actor().membership_id,
        ages=AGES,
        asked=_asked(),
        form=form,
        most=service.COUNTED,
        link=lambda id_: _link(queue, id_),
    )


def _link(queue: Queue, id_: UUID) -> str:
    """Where a line is done."""
    match queue:
        case Queue.SUBMISSIONS:
            return url_for("branch.submissions.show", submission_id=id_)
        case Queue.CODELESS:
            return url_for("branch.codes.new", invoice_id=id_)
        case Queue.OVERDUE:
            return url_for("branch.invoices.show", invoice_id=id_)
        case Queue.TRANSFERS:
            return url_for("branch.transfers.show", transfer_id=id_)
        case Queue.LIKENESSES:
            return url_for("branch.likenesses.edit", likeness_id=id_)
        case Queue.CASES:
            return url_for("branch.cases.show", case_id=id_)
        case Queue.DISPUTES:
            return url_for("branch.disputes.show", dispute_id=id_)
        case Queue.BANK_ROWS:
            return url_for("branch.bank_rows.edit", row_id=id_)
        case Queue.AGENTS:
            return url_for("branch.agents.show", agent_id=id_)
        case Queue.SIGNALS:
            return url_for("branch.signals.show", signal_id=id_)
        case Queue.NIKS:
            return url_for("branch.nik_proposals.index", baris=id_)


def _asked() -> dict[str, Any]:
    """The filters as the address has them."""
    words = " ".join(request.values.get("q", "").split())[:80]
    days, officer = request.values.get("umur", 0, type=int), request.values.get("milik", "")
    asked = {
        "q": words,
        "umur": days if days in AGES else 0,
        "milik": officer if officer == "bebas" or _id(officer) else "",
    }
    return {name: value for name, value in asked.items() if value}


def _sieve() -> Sieve:
    asked = _asked()
    officer = asked.get("milik", "")
    return Sieve(
        days=asked.get("umur", 0), officer=_id(officer), nobodys=officer == "bebas", words=asked.get("q", "")
    )


def _id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
