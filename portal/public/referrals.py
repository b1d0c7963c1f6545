"""By an officer's link (Ajakan): what the cover is and costs, and a number to be called back at. No account."""

from __future__ import annotations

from flask import Response, abort, request

from portal.models import sealing
from portal.rules.dated import law
from portal.services import referrals as service
from portal.services.referrals import Referral
from portal.values import clock
from portal.values.fault import Refused
from portal.values.rupiah import Rupiah
from portal.web.errors import error_page
from portal.web.forms import HouseForm, PhoneField, TextField, required
from portal.web.limits import limits
from portal.web.pages import Answer, go, page
from portal.web.resource import ANYONE, Resource

referrals = Resource("referrals", __name__, url_prefix="/ajak/<token>")

#: What one officer's link may bring in.
OF_A_LINK = ("120 per hour", "600 per day")
OF_A_PHONE = "5 per hour"
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
        if (later := _too_often(referral, form.phone.data or "")) is not None:
            return later
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


def _too_often(referral: Referral, phone: str) -> Answer | None:
    print_ = sealing.ring().blind(phone.encode(), b"referral.phone").hex()[:32]
    tries = [(limit, ("referral", str(referral.membership_id))) for limit in OF_A_LINK]
    tries.append((OF_A_PHONE, ("referral-phone", print_)))
    for limit, keys in tries:
        if not limits().hit(limit, *keys):
            minutes = -(-limits().seconds_left(limit, *keys) // 60)
            return error_page(429, sentences=[_WAIT.format(minutes=minutes)])
    return None


_WAIT = "Terlalu banyak isian. Coba lagi kira-kira {minutes} menit lagi, atau hubungi pengurusnya langsung."


@referrals.after_request
def keep_out_of_search(answer: Response) -> Response:
    answer.headers["X-Robots-Tag"] = "noindex, nofollow"
    return answer
