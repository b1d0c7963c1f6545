"""What the branch is asked of a wadah or a clinic."""

from __future__ import annotations

from typing import Any

from wtforms import SelectField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import Email, Optional

from portal.models import Organisation, Stage
from portal.rules import regions
from portal.rules.contributions import Funding
from portal.services.organisations import Agreement
from portal.services.partners import Description
from portal.web.forms import DayField, HouseForm, PhoneField, TextField, given, required
from portal.web.wording.names import name_of
from portal.web.wording.reasons import FUNDING


class PartnerForm(HouseForm):
    """What both are asked."""

    name = TextField("Nama", [required("Nama")], longest=160, description="Seperti di surat PKS.")
    region = TextField(
        "Kabupaten atau kota", [required("Kabupaten atau kota")], longest=60, description="Misalnya Kota Bandung."
    )
    address = TextField("Alamat", longest=300)
    contact_name = TextField("Nama narahubung", longest=120)
    contact_phone = PhoneField("Telepon narahubung", longest=30, description="Nomor ponsel, misalnya 0812 3456 7890.")
    contact_email = TextField(
        "E-mail narahubung",
        [Optional(), Email("Alamat e-mail ini tidak lengkap. Contoh: pengurus@mandiri.or.id.")],
        longest=254,
    )
    agreement_number = TextField("Nomor PKS", longest=80, description="Kosongkan bila belum ditandatangani.")
    agreement_start = DayField("PKS mulai")
    agreement_end = DayField("PKS berakhir")

    def said(self) -> Description:
        """What the service takes."""
        data: dict[str, Any] = {name: value for name, value in self.data.items() if name != "stage"}
        agreement = Agreement(
            number=data.pop("agreement_number") or "",
            start=data.pop("agreement_start"),
            end=data.pop("agreement_end"),
        )
        if "funding" in data:
            data["funding"] = Funding(data["funding"])
        return Description(agreement=agreement, **data)


class WadahForm(PartnerForm):
    npw = TextField("NPW", [required("NPW")], longest=40, description="Nomor wadah dari BPJS Ketenagakerjaan.")
    funding = SelectField(
        "Iuran dibayar dengan",
        [given()],
        choices=[SelectChoice(each.value, words) for each, words in FUNDING.items()],
        description="Menentukan keringanan PP 50/2025.",
    )


def _stage() -> SelectField:
    """At first the stage follows from the agreement; of one that is registered already it is asked."""
    return SelectField("Tahap", [given()], choices=[SelectChoice(each.value, name_of(each)) for each in Stage])


class KnownWadahForm(WadahForm):
    stage = _stage()


class KnownClinicForm(PartnerForm):
    stage = _stage()


def filled(form: PartnerForm, partner: Organisation) -> PartnerForm:
    """A form of a known partner as it begins: the region by its name."""
    region = regions.by_code(partner.region or "")
    form.region.data = region.name if region else ""
    return form
