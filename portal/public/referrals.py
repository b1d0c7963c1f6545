"""By an officer's link (Ajakan): what the cover is and costs, and a number to be called back at. No account."""

from __future__ import annotations

from flask import Response, abort, request

from portal.public.counters import Counter, fingerprint, held, network
from portal.rules.dated import law
from portal.services import referrals as service
from portal.services.referrals import Referral
from portal.values import clock
from portal.values.fault import Refused
from portal.values.rupiah import Rupiah
from portal.web.forms import HouseForm, PhoneField, TextField, required
from portal.web.pages import Answer, go, page
from portal.web.resource import ANYONE, Resource

referrals = Resource("referrals", __name__, url_prefix="/ajak/<token>")

_WAIT = "Terlalu banyak isian. Coba lagi kira-kira {minutes} menit lagi, atau hubungi pengurusnya langsung."
OF_A_PHONE = Counter("referral-phone", ("5 per hour",), _WAIT)
OF_A_NETWORK = Counter("referral-network", ("60 per hour", "300 per day"), _WAIT)
#: What one officer's link may bring in.
OF_A_LINK = Counter("referral", ("200 per hour", "1000 per day"), _WAIT)
#: The field that only machines fill in.
TRAP = "situs"


class ReferralForm(HouseForm):
    name = TextField("Nama", [required("Nama")], longest=120)
    phone = PhoneField("Nomor HP", [required("Nomor HP")], longest=40)


@referrals.get("", requires=ANYONE)
def new(token: str) -> Answer:
    return _shown(_referral(token), token, ReferralForm())


@referrals.post("", requires=ANYONE)
def create(token: str) -> Answer:
    referral, form = _referral(token), ReferralForm.posted()
    if request.form.get(TRAP):
        return go(".show", token=token)
    if form.validate():
        phone, officer = fingerprint(form.phone.data or "", "referral.phone"), str(referral.membership_id)
        full = held((OF_A_PHONE, phone), (OF_A_NETWORK, f"{officer} {network()}"), (OF_A_LINK, officer))
        if full is not None:
            return full
        try:
            service.leave(referral, name=form.name.data or "", phone=form.phone.data or "")
        except Refused as refused:
            form.refused(refused)
        else:
            return go(".show", token=token)
    return _shown(referral, token, form, status=422)


@referrals.get("/terima-kasih", requires=ANYONE)
def show(token: str) -> Answer:
    """That somebody will call: the same to everybody."""
    return page("public/referrals/show.html", referral=_referral(token))


def _referral(token: str) -> Referral:
    referral = service.opened_by(token)
    if referral is None:
        abort(404)
    return referral


def _shown(referral: Referral, token: str, form: ReferralForm, *, status: int = 200) -> Answer:
    death = law().on("jkm_benefit", clock.today())
    return page(
        "public/referrals/new.html",
        status=status,
        referral=referral,
        token=token,
        form=form,
        offers=service.prices(referral),
        income=service.LOWEST_INCOME,
        death=Rupiah(sum(death.value.values())),
        way_in=service.way_in(referral),
    )


@referrals.after_request
def keep_out_of_search(answer: Response) -> Response:
    answer.headers["X-Robots-Tag"] = "noindex, nofollow"
    return answer
