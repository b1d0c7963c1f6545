"""Registering on the street (Daftarkan): five fields, and with JavaScript also where there is no network."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import request
from flask_wtf.csrf import generate_csrf
from wtforms import FileField, RadioField, SelectField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]

from portal.access.permissions import Permission
from portal.flows.registrations import RegistrationForm, registrations_with
from portal.models import Organisation
from portal.rules import death
from portal.rules.contributions import Sector, brackets
from portal.services import agents, phones
from portal.services import registrations as service
from portal.values import clock
from portal.values.fault import Refused
from portal.values.month import Month
from portal.web.actor import actor, shared_until
from portal.web.idempotency import FIELD
from portal.web.pages import Answer, facts
from portal.web.resource import Resource
from portal.web.wording.faults import sentence

#: As whom the phone may send what it kept.
queues = Resource("queues", __name__, url_prefix="/pendaftaran/antrean")

#: How long a phone keeps what it could not send: a day at the market, and the evening after it. One that colleagues
#: share keeps nothing past the hour at which no PIN opens it any more.
HOURS = 24
HOURS_SHARED = int(phones.OPEN / timedelta(hours=1))
PROGRAMMES = {
    "": ("JKK+JKM", "Kecelakaan kerja dan kematian (JKK + JKM)"),
    "ya": ("JKK+JKM+JHT", "Ditambah tabungan hari tua (JKK + JKM + JHT)"),
}


class ClientForm(RegistrationForm):
    jht = RadioField(
        "Program",
        choices=[SelectChoice(key, words) for key, (_, words) in PROGRAMMES.items()],
        default="",
        validate_choice=False,
    )
    income = SelectField("Penghasilan sebulan", validate_choice=False)
    photo = FileField("Foto KTP")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = brackets(Month.of(clock.today()))
        self.income.choices = [
            SelectChoice(
                str(row.base.amount),
                f"{row.floor} ke atas"
                if row.below is None
                else f"di bawah {row.below}"
                if not row.floor
                else f"mulai {row.floor}",
            )
            for row in rows
        ]
        if not self.income.data:
            self.income.data = str(rows[0].base.amount)


def _facts(wadah: Organisation, form: RegistrationForm) -> dict[str, Any]:
    """What each choice of programmes costs this month at the income chosen, and what it buys."""
    said = service.examined(form.texts).values
    income, day = said.get("income", "0"), clock.today()
    asked = [
        (wadah, {"programmes": programmes, "sector": sector, "income": income})
        for programmes, _ in PROGRAMMES.values()
        for sector in ([said["sector"]] if "sector" in said else [Sector.OTHER, Sector.TRANSPORT])
    ]
    dues = [due.payable for due in service.dues(asked)]
    each = len(dues) // len(PROGRAMMES)
    return {
        "barred": _barred(wadah),
        "programmes": [
            (value, words, dues[at * each], dues[(at + 1) * each - 1])
            for at, (value, (_, words)) in enumerate(PROGRAMMES.items())
        ],
        "buys": death.promise(day),
        "queue": {
            "hours": HOURS_SHARED if shared_until() else HOURS,
            "until": shared_until(),
            "answered": request.form.get(FIELD, "")[:64],
        },
    }


def _barred(wadah: Organisation) -> str:
    """Why this agent may register nobody now, before anything is typed in vain."""
    try:
        agents.expect_active(actor(), wadah)
    except Refused as refused:
        return sentence(refused.faults[0])
    return ""


registrations = registrations_with(
    ClientForm,
    "perisai/registrations/_fields.html",
    done="Terdaftar. Perlindungan mulai setelah iuran pertama dibayar lewat Sistem Informasi Perisai.",
    facts=_facts,
)


@queues.get("", requires=Permission.REGISTRATION_WRITE)
def show() -> Answer:
    """Who is signed in now, and a token to send under: the page that the phone kept may be of yesterday."""
    return facts(owner=str(actor().membership_id), token=generate_csrf())
