"""Kartu darurat: the card of somebody who is hurt, in the hand of whoever helps. No account.

Whether the person is covered, the nearest clinics (PLKK), what to say there, and a notice with the three things that
Permenaker 1/2025 Pasal 48A asks for. The name stays masked; nothing more is told.
"""

from __future__ import annotations

from collections.abc import Sequence

from flask import Response, abort, flash, request
from wtforms import BooleanField, TextAreaField

from portal.models import Branch, Enrolment, Organisation, db, sealing
from portal.public import visitors
from portal.public.seals import Seal
from portal.rules import regions
from portal.rules.accidents import Where, notice_rule
from portal.services import cases, coverage, notices
from portal.services.cases import Account
from portal.services.verifications import code_of, masked
from portal.values import clock
from portal.values.clock import Zone
from portal.values.fault import Refused
from portal.web.forms import DayField, HourField, HouseForm, OneOfField, PhoneField, TextField, given, required
from portal.web.limits import limits
from portal.web.pages import Answer, go, page
from portal.web.resource import ANYONE, Resource

emergencies = Resource("emergencies", __name__, url_prefix="/darurat/<code>")
card_notices = Resource("card_notices", __name__, url_prefix="/darurat/<code>/lapor")

#: A crash has many witnesses, one card few.
OF_A_CARD, OF_A_PHONE = "12 per hour", "8 per hour"
#: The field that only machines fill in.
TRAP = "situs"
#: Clinics shown at once.
SHOWN = 8


class NoticeForm(HouseForm):
    day = DayField("Tanggal kecelakaan", [required("Tanggal")])
    hour = HourField("Jam kecelakaan", [given("Jam")], description="Misalnya 16.30; perkiraan pun boleh.")
    zone = OneOfField("Zona waktu di tempat kejadian", Zone, default=Zone.WIB)
    place = TextField("Di mana", [required("Tempat")], longest=200, description="Jalan, pasar, bengkel, kota.")
    chronology = TextAreaField(
        "Bagaimana terjadinya",
        [required("Kronologi")],
        description="Sedang apa, lalu bagaimana terjadinya. Jangan menulis luka atau penyakitnya di sini.",
    )
    traffic = BooleanField("Kecelakaan lalu lintas")
    injury = TextAreaField("Yang terluka", description="Hanya dibaca klinik dan kantor cabang.")
    contact_name = TextField("Nama Anda", [required("Nama")], longest=120)
    contact_phone = PhoneField("Nomor HP Anda", [required("Nomor HP")], longest=30)

    @property
    def account(self) -> Account:
        assert self.day.data is not None
        assert self.hour.data is not None
        zone: Zone = self.zone.data
        return Account(
            happened_at=zone.instant(self.day.data, self.hour.data),
            zone=zone,
            where=Where.UNSURE,
            traffic=self.traffic.data,
            place=self.place.data or "",
            chronology=(self.chronology.data or "")[: cases.LONGEST_STORY],
            contact_name=self.contact_name.data or "",
            contact_phone=self.contact_phone.data or "",
        )


@emergencies.get("", requires=ANYONE)
def show(code: str) -> Answer:
    if (stopped := visitors.too_often()) is not None:
        return stopped
    bearer = _bearer(code)
    now = clock.now()
    chosen, nearby, elsewhere = _clinics(bearer, request.args.get("wilayah", ""))
    return page(
        "public/emergencies/show.html",
        bearer=bearer,
        name=masked(bearer.participant.name),
        cover=coverage.answer(bearer, now),
        branch=db.session.get_one(Branch, bearer.branch_id),
        regions=elsewhere,
        chosen=chosen,
        clinics=nearby,
        now=now,
    )


@card_notices.get("", requires=ANYONE)
def new(code: str) -> Answer:
    if (stopped := visitors.too_often()) is not None:
        return stopped
    return _asked(_bearer(code), NoticeForm(data={"day": clock.today()}))


@card_notices.post("", requires=ANYONE)
def create(code: str) -> Answer:
    if (stopped := visitors.too_often()) is not None:
        return stopped
    bearer, form = _bearer(code), NoticeForm.posted()
    if request.form.get(TRAP):
        return go(".show", code=bearer.card_code)
    if form.validate():
        seal = Seal.read(request.form.get("_segel", ""), bearer.card_code)
        try:
            if seal is None or seal.too_fast:
                raise Refused.because("applicant.fast")
            if (full := _too_often(bearer, form.contact_phone.data or "")) is not None:
                return full
            case = notices.receive(bearer, form.account, injury=form.injury.data or "")
        except Refused as refused:
            form.refused(refused)
        else:
            flash(f"Pemberitahuan {case.number} sudah diterima.", "success")
            return go(".show", code=bearer.card_code)
    return _asked(_bearer(code), form, status=422)


@card_notices.get("/terima-kasih", endpoint="show", requires=ANYONE)
def thanked(code: str) -> Answer:
    """That it came in: the same to everybody."""
    bearer = _bearer(code)
    return page("public/card_notices/show.html", bearer=bearer, branch=db.session.get_one(Branch, bearer.branch_id))


def _bearer(text: str) -> Enrolment:
    code = code_of(text)
    found = notices.bearer(code) if code else None
    if found is None:
        visitors.found_nothing()
        abort(404)
    return found


def _asked(bearer: Enrolment, form: NoticeForm, status: int = 200) -> Answer:
    return page(
        "public/card_notices/new.html",
        status=status,
        bearer=bearer,
        name=masked(bearer.participant.name),
        form=form,
        seal=Seal.read(request.form.get("_segel", ""), bearer.card_code) or Seal.fresh(bearer.card_code),
        trap=TRAP,
        rule=notice_rule(clock.today()),
    )


def _clinics(bearer: Enrolment, wanted: str) -> tuple[str, Sequence[Organisation], list[tuple[str, str]]]:
    """The region looked at, its clinics, and the regions to choose from; first that of the person's sponsor."""
    known = notices.clinics_by_region()
    choices = [(code, found.name) for code in known if (found := regions.by_code(code)) is not None]
    usual = bearer.organisation.region or ""
    chosen = wanted if wanted in known else usual if usual in known else next(iter(known), "")
    return chosen, known.get(chosen, [])[:SHOWN], sorted(choices, key=lambda each: each[1])


def _too_often(bearer: Enrolment, phone: str) -> Answer | None:
    whose = sealing.ring().blind(phone.encode(), b"notice.phone").hex()[:32]
    for limit, name, key in ((OF_A_PHONE, "notice-phone", whose), (OF_A_CARD, "notice-card", bearer.card_code)):
        if not limits().hit(limit, name, key):
            return visitors.later(_OFTEN, limit, name, key)
    return None


_OFTEN = (
    "Sudah beberapa kali dikirim. Coba lagi kira-kira {minutes} menit lagi. Bila mendesak, telepon kantor cabang "
    "atau langsung ke klinik terdekat."
)


@emergencies.after_request
@card_notices.after_request
def keep_out_of_search(answer: Response) -> Response:
    answer.headers["X-Robots-Tag"] = "noindex, nofollow"
    return answer
