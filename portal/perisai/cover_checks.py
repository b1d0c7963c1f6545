"""Cek perlindungan: the question at the clinic's desk, and the answers that were given before.

By a number or a code that is typed, by the camera, or by a photograph of the card, which is read on the server so
that it works on any phone. How often one may ask is limited for a person and for a clinic, and more strictly for
numbers that nobody has: this is the one door behind which anybody's number may be asked about.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import request
from wtforms import BooleanField

from portal.access.permissions import Permission
from portal.flows.paging import paged
from portal.models import CoverCheck, Purpose
from portal.pictures.developing import developed
from portal.rules.cover_checks import Verdict
from portal.services import cover_checks as service
from portal.services.cover_checks import Subject
from portal.values import clock
from portal.values.clock import Zone
from portal.values.fault import Refused
from portal.web import unit_of_work
from portal.web.actor import actor
from portal.web.errors import error_page
from portal.web.forms import DayField, HourField, HouseForm, OneOfField, TextField, given, required
from portal.web.limits import limits
from portal.web.pages import Answer, go, page
from portal.web.resource import Resource

cover_checks = Resource("cover_checks", __name__, url_prefix="/cek")

#: One person at a desk, a whole clinic, and numbers of nobody: a clerk mistypes now and then, a guesser always.
OF_A_PERSON = ("12 per minute", "150 per hour")
OF_A_CLINIC = "600 per hour"
UNKNOWN = "20 per hour"


class CheckForm(HouseForm):
    number = TextField(
        "NIK, nomor kartu (KPJ), atau kode kartu",
        longest=200,
        description="Kosongkan bila mengirim foto kartunya.",
    )
    day = DayField("Tanggal kecelakaan", [required("Tanggal")])
    hour = HourField("Jam kecelakaan", [given("Jam")], description="Misalnya 16.30; perkiraan pun boleh.")
    zone = OneOfField("Zona waktu di tempat kejadian", Zone, default=Zone.WIB)
    traffic = BooleanField("Kecelakaan lalu lintas")
    purpose = OneOfField("Alasan memeriksa", Purpose, default=Purpose.AT_THE_DESK)


@cover_checks.get("/", requires=Permission.COVER_CHECK)
def new() -> Answer:
    return _asked(CheckForm(data={"day": clock.today()}))


@cover_checks.post("/", requires=Permission.COVER_CHECK)
def create() -> Answer:
    if (later := _too_often()) is not None:
        return later
    form = CheckForm.posted()
    if form.validate():
        assert form.day.data is not None
        assert form.hour.data is not None
        zone: Zone = form.zone.data
        try:
            check = service.ask(
                actor(),
                _subject(form),
                happened_at=zone.instant(form.day.data, form.hour.data),
                zone=zone,
                traffic=form.traffic.data,
                purpose=form.purpose.data,
            )
        except Refused as refused:
            form.refused(refused)
        else:
            if check.verdict is Verdict.UNKNOWN:
                limits().hit(UNKNOWN, "cover-check-unknown", str(actor().user_id))
            return go(".show", check_id=check.id)
    return _asked(form, status=422)


@cover_checks.get("/riwayat", requires=Permission.COVER_CHECK)
def index() -> Answer:
    found = paged(actor(), service.listed(actor()), [CoverCheck.id], descending=True)
    return page(
        "perisai/cover_checks/index.html", found=found, told={each.id: service.told(each) for each in found.rows}
    )


@cover_checks.get("/<uuid:check_id>", requires=Permission.COVER_CHECK)
def show(check_id: UUID) -> Answer:
    check = actor().find(CoverCheck, check_id)
    return page("perisai/cover_checks/show.html", check=check, told=service.told(check))


def _subject(form: CheckForm) -> Subject:
    """Whom it is about: what was typed, else what the photograph of the card says."""
    photo = request.files.get("photo")
    content = photo.read() if photo is not None and not form.number.data else b""
    if not content:
        return Subject.typed(form.number.data or "")
    unit_of_work.let_go()
    return Subject.scanned(developed(content).codes)


def _asked(form: CheckForm, status: int = 200) -> Answer:
    # A photograph's faults speak of no field of the form: a file is not kept between two sendings.
    return page("perisai/cover_checks/new.html", status=status, form=form, today=clock.today())


def _too_often() -> Answer | None:
    """Counts this question; the page that says so when it is one too many."""
    who, clinic = str(actor().user_id), str(actor().organisation_id)
    if not limits().allows(UNKNOWN, "cover-check-unknown", who):
        return _later(_STRANGERS, UNKNOWN, "cover-check-unknown", who)
    asked: list[tuple[str, str, str]] = [(each, "cover-check", who) for each in OF_A_PERSON]
    for limit, name, whose in (*asked, (OF_A_CLINIC, "cover-check-clinic", clinic)):
        if not limits().hit(limit, name, whose):
            return _later(_OFTEN, limit, name, whose)
    return None


_OFTEN = (
    "Terlalu banyak pemeriksaan dalam waktu singkat. Coba lagi kira-kira {minutes} menit lagi. "
    "Bila mendesak, rawat dahulu pasiennya dan telepon kantor cabang."
)
_STRANGERS = (
    "Terlalu banyak nomor yang tidak dikenal. Periksa lagi nomor di KTP atau kartunya; pemeriksaan dapat dilanjutkan "
    "kira-kira {minutes} menit lagi. Bila mendesak, telepon kantor cabang."
)


def _later(words: str, limit: str, *keys: Any) -> Answer:
    minutes = -(-limits().seconds_left(limit, *keys) // 60)
    return error_page(429, sentences=[words.format(minutes=minutes)])
