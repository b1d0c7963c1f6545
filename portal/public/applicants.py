"""Registering oneself (Daftar sendiri) by a unit's link or its QR: no account, on one's own phone, the price first.

Whoever sends is thanked with the same sentence, known or not, machine or not. Machines are kept out by a field that
people do not see, by the seal in the form, and by how often one form, one phone and one link may send; an address,
which a whole meeting shares, may send as much by a link as a full hall.
"""

from __future__ import annotations

from collections.abc import Sequence

from flask import Response, abort, request
from wtforms import BooleanField

from portal.models import RegistrationLink
from portal.public.counters import TRAP, Counter, Gate, sent_seal, trapped
from portal.public.seals import Seal
from portal.rules.examination import Examined
from portal.rules.prepayments import Prepayment
from portal.services import applicants as service
from portal.services import referrals, registration_links, registrations
from portal.services.referrals import Referral
from portal.services.registration_links import Door
from portal.values.fault import Fault, Refused, Severity
from portal.web.forms import HouseForm, TextField, required
from portal.web.occupations import OccupationField
from portal.web.pages import Answer, go, page, part
from portal.web.resource import ANYONE, Resource
from portal.web.wording import consents

applicants = Resource("applicants", __name__, url_prefix="/daftar/<code>")
#: What it costs, before anything is sent or kept: a POST, since it carries a NIK.
prices = Resource("prices", __name__, url_prefix="/iuran")

_PAPER = "atau minta pengurus mencatat Anda di lembar pendaftaran."
#: A form, once opened, is for one person; some go back and send in who sits beside them.
OF_A_FORM = Counter(
    "applicant-form",
    ("5 per day",),
    "Formulir ini sudah beberapa kali dikirim. Buka lagi tautannya untuk mendaftarkan orang berikutnya, " + _PAPER,
)
#: A phone may be a family's.
OF_A_PHONE = Counter(
    "applicant-phone",
    ("8 per hour", "20 per day"),
    "Dari nomor HP ini sudah beberapa kali dikirim. Coba lagi kira-kira {minutes} menit lagi, "
    "atau minta pengurus mendaftarkan Anda.",
)
#: A full hall behind one address, by one link: a network never keeps another out.
OF_A_NETWORK = Counter(
    "applicant-network",
    ("200 per 10 minutes", "1000 per day"),
    "Dari jaringan ini sudah sangat banyak yang mendaftar. Coba lagi kira-kira {minutes} menit lagi, " + _PAPER,
)
#: What one link may bring in: several meetings at once, and no flood.
OF_A_LINK = Counter(
    "applicant-link",
    ("600 per 10 minutes", "3000 per day"),
    "Tautan ini sedang terlalu ramai. Coba lagi kira-kira {minutes} menit lagi, " + _PAPER,
)
_GATE = Gate(OF_A_FORM, OF_A_PHONE, OF_A_NETWORK, OF_A_LINK)
#: By whose invitation (`services.referrals`).
INVITED = "ajakan"


class ApplicantForm(HouseForm):
    nik = TextField("NIK", [required("NIK")], longest=40, description="16 angka di KTP.")
    name = TextField("Nama lengkap", [required("Nama lengkap")], longest=200, description="Seperti di KTP.")
    birth_date = TextField(
        "Tanggal lahir", [required("Tanggal lahir")], longest=40, description="Hari/bulan/tahun, misalnya 4/1/1980."
    )
    phone = TextField(
        "Nomor HP", [required("Nomor HP")], longest=40, description="Pengurus menghubungi Anda lewat nomor ini."
    )
    kta = TextField("Nomor KTA", longest=40, description="Nomor kartu anggota, bila ada.")
    occupation = OccupationField("Pekerjaan", [required("Pekerjaan")])
    income = TextField(
        "Penghasilan sebulan",
        [required("Penghasilan")],
        longest=40,
        description="Perkiraan saja, misalnya 1.500.000.",
    )
    jht = BooleanField("Ikut Jaminan Hari Tua (tabungan)")
    consent = BooleanField("Saya setuju dengan pernyataan di atas")
    sure = BooleanField("Data sudah benar seperti di KTP")

    @property
    def texts(self) -> dict[str, str]:
        said = {name: self[name].data or "" for name in service.FIELDS if name in self and name != "jht"}
        return said | {"jht": "ya" if self.jht.data else ""}


@applicants.get("", requires=ANYONE)
def new(code: str) -> Answer:
    link = _link(code)
    if registration_links.door(link) is not Door.OPEN:
        return _closed(link)
    return _shown(link, ApplicantForm(), Seal.fresh(link.code))


@prices.post("", endpoint="create", requires=ANYONE)
def price(code: str) -> Answer:
    """The form again with what it costs, or what is wrong; nothing is kept."""
    link = _link(code)
    if registration_links.door(link) is not Door.OPEN:
        return _closed(link)
    form, seal = ApplicantForm.posted(), sent_seal(link.code)
    found = service.examined(form.texts)
    offers = _offers(link, found)
    return part(
        "public/applicants/_price.html",
        otherwise=lambda: _answered(link, form, seal, found, _unmended(form, found)),
        offers=offers,
        seal=seal.priced(_told(offers)),
    )


@applicants.post("", requires=ANYONE)
def create(code: str) -> Answer:
    link = _link(code)
    if registration_links.door(link) is not Door.OPEN:
        return _closed(link)
    if trapped():
        return _thanked(link)
    form, seal = ApplicantForm.posted(), sent_seal(link.code)
    found = service.examined(form.texts)
    faults = _unmended(form, found)
    if not form.consent.data:
        faults.append(Fault("applicant.consent", "consent"))
    # Sent before anybody could have read it, or after the price shown was of something else.
    if not faults and seal.too_fast:
        faults.append(Fault("applicant.fast"))
    if not faults and seal.price != _told(_offers(link, found)):
        faults.append(Fault("applicant.price"))
    if faults:
        return _answered(link, form, seal, found, faults)
    if (full := _GATE.passed(link.code, seal, found.values["phone"])) is not None:
        return full
    invited_by = _invitation(link)
    service.receive(
        link,
        form.texts,
        consent_version=consents.CURRENT,
        invited_by=invited_by.membership_id if invited_by else None,
    )
    return _thanked(link)


@applicants.get("/terima-kasih", requires=ANYONE)
def show(code: str) -> Answer:
    """That it has come in: the same to everybody."""
    return page("public/applicants/show.html", link=_link(code), ajakan=_ajakan())


def _link(code: str) -> RegistrationLink:
    link = registration_links.behind(code)
    if link is None:
        abort(404)
    return link


def _ajakan() -> str | None:
    """What says who invited, as the address has it or the form keeps it; nobody's name and nothing to be guessed."""
    return request.values.get(INVITED, "")[:80] or None


def _invitation(link: RegistrationLink) -> Referral | None:
    return referrals.inviting(_ajakan() or "", link)


def _thanked(link: RegistrationLink) -> Answer:
    return go(".show", code=link.code, **{INVITED: _ajakan()})


def _closed(link: RegistrationLink) -> Answer:
    return page("public/applicants/closed.html", status=410, link=link, door=registration_links.door(link))


def _unmended(form: ApplicantForm, found: Examined) -> list[Fault]:
    """What keeps it from being sent: errors; or what is only unlikely, until they say that it is right."""
    if found.has_errors:
        return [fault for fault in found.faults if fault.severity is Severity.ERROR]
    return [] if form.sure.data else list(found.faults)


def _answered(
    link: RegistrationLink, form: ApplicantForm, seal: Seal, found: Examined, faults: Sequence[Fault]
) -> Answer:
    """The whole page again with what was typed: what is wrong, and the price as far as it can be told."""
    form.refused(Refused(*faults))
    unlikely = bool(found.faults) and not found.has_errors
    offers = _offers(link, found)
    return _shown(
        link,
        form,
        seal.priced(_told(offers)),
        status=422 if faults else 200,
        unlikely=unlikely,
        offers=offers,
    )


def _offers(link: RegistrationLink, found: Examined) -> Sequence[Prepayment]:
    """What it costs, as soon as occupation and income can be read; nothing before."""
    known = {"programmes", "income", "sector"} <= set(found.values)
    return registrations.prices(link.organisation, found.values) if known else ()


def _told(offers: Sequence[Prepayment]) -> str:
    return ",".join(str(offer.bill.payable.amount) for offer in offers)


def _shown(
    link: RegistrationLink,
    form: ApplicantForm,
    seal: Seal,
    *,
    status: int = 200,
    unlikely: bool = False,
    offers: Sequence[Prepayment] = (),
) -> Answer:
    return page(
        "public/applicants/new.html",
        status=status,
        link=link,
        form=form,
        seal=seal,
        unlikely=unlikely,
        offers=offers,
        trap=TRAP,
        ajakan=_ajakan(),
        invited_by=_invitation(link),
        consent=consents.paragraphs(consents.CURRENT, link.organisation.name),
    )


applicants.register_blueprint(prices)


@applicants.before_request
def turn_away() -> Answer | None:
    return _GATE.worn() if request.method == "POST" and request.blueprint == "public.applicants" else None


@applicants.after_request
def keep_out_of_search(answer: Response) -> Response:
    answer.headers["X-Robots-Tag"] = "noindex, nofollow"
    return answer
