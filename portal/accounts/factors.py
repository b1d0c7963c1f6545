"""One's own second factors: an authenticator app taken on, one removed, recovery codes made anew."""

from __future__ import annotations

import base64
from uuid import UUID

from flask import flash, session, url_for

from portal.accounts import attempts
from portal.accounts.oneself import oneself, own_account
from portal.accounts.proofs import recently_proved, site
from portal.accounts.sessions import proved
from portal.models import sealing
from portal.papers import qr
from portal.services import second_factors as service
from portal.values.fault import Refused
from portal.web.actor import SignedIn
from portal.web.forms import HouseForm, TextField, required
from portal.web.pages import Answer, go, page
from portal.web.resource import HALF_IN, Resource
from portal.web.ways import home

factors = Resource("factors", __name__, url_prefix="/akun/pengaman")
recovery_codes = Resource("recovery_codes", __name__, url_prefix="/akun/kode-pemulihan")

_PLACE = b"second_factor.offer"


class AuthenticatorForm(HouseForm):
    name = TextField("Nama", longest=60, description="Agar Anda mengenalinya kelak, misalnya HP saya.")
    code = TextField("Kode 6 angka", [required("Kode")], longest=20, description="Yang sedang tampil di aplikasi.")
    #: The secret on its way to the app and back, sealed for this session: nothing is kept before it is shown to work.
    offer = TextField("Tawaran", longest=400)


@factors.get("", requires=HALF_IN)
def index() -> Answer:
    if (other := elsewhere()) is not None:
        return other
    return show_list(HouseForm())


@factors.get("/aplikasi", requires=HALF_IN)
def new() -> Answer:
    if (other := elsewhere()) is not None:
        return other
    return _offer(AuthenticatorForm(name="HP saya"))


@factors.post("/aplikasi", requires=HALF_IN)
def create() -> Answer:
    """The answer is the page with the recovery codes, where there were none: they are shown this once."""
    if (other := elsewhere()) is not None:
        return other
    form, found = AuthenticatorForm.posted(), oneself()
    secret = _opened(found, form.offer.data or "")
    if secret is None:
        form.refused(Refused.because("factor.stale"))
        return _offer(form, status=422)
    if not form.validate():
        return _offer(form, secret, status=422)
    if minutes := attempts.ProofAttempt(found.user_id).begin():
        form.refused(Refused.because("sign_in.wait", minutes=minutes))
        return _offer(form, secret, status=429)
    try:
        codes = service.enrol_authenticator(
            own_account(),
            secret,
            form.code.data or "",
            name=form.name.data or "",
            session_id=found.session_id,
            actor=found.actor,
        )
    except Refused as refused:
        form.refused(refused)
        return _offer(form, secret, status=422)
    attempts.ProofAttempt(found.user_id).succeeded()
    return taken_on(found, codes)


@factors.post("/<uuid:factor_id>/hapus", requires=HALF_IN)
def destroy(factor_id: UUID) -> Answer:
    if (other := elsewhere()) is not None:
        return other
    found, form = oneself(), HouseForm.posted()
    try:
        service.remove(own_account(), factor_id, session_id=found.session_id, actor=found.actor)
    except Refused as refused:
        form.refused(refused)
        return show_list(form, status=422)
    flash("Pengaman itu sudah dihapus. Semua sesi lain sudah diakhiri.", "success")
    return go(".index")


@recovery_codes.post("", endpoint="create", requires=HALF_IN)
def create_codes() -> Answer:
    """The answer is the page with the codes: they are shown this once, and kept nowhere."""
    if (other := elsewhere()) is not None:
        return other
    found = oneself()
    if not service.factors_of(found.user_id):
        return go("accounts.factors.new")
    codes = service.fresh_codes(own_account(), actor=found.actor)
    return page("accounts/recovery_codes/create.html", codes=codes, onward=url_for("accounts.factors.index"))


def show_list(form: HouseForm, *, status: int = 200) -> Answer:
    """One's own factors, with what was wrong."""
    user_id = oneself().user_id
    return page(
        "accounts/factors/index.html",
        status=status,
        form=form,
        factors=service.factors_of(user_id),
        codes_left=service.codes_left(user_id),
        most_codes=service.RECOVERY_CODES,
        passkeys=site() is not None,
    )


def taken_on(found: SignedIn, codes: list[str]) -> Answer:
    """A factor was taken on, by which the session is proved too."""
    entered = proved(found)
    flash("Pengaman tersimpan. Semua sesi lain sudah diakhiri.", "success")
    if not codes:
        return go("accounts.factors.index")
    way_back = session.pop("way_back", None)
    leads_to = home(entered.actor) if entered.actor else url_for("accounts.acting.index")
    return page("accounts/recovery_codes/create.html", codes=codes, onward=way_back or leads_to)


def elsewhere() -> Answer | None:
    """Who needs none has nothing here; who has one shows it first, and not long ago."""
    found = oneself()
    if not service.needed(found.user_id):
        return go("accounts.profile.show")
    if service.factors_of(found.user_id) and not recently_proved(found):
        session["way_back"] = url_for("accounts.factors.index")
        return go("accounts.proofs.new")
    return None


def _offer(form: AuthenticatorForm, secret: str = "", *, status: int = 200) -> Answer:
    found, user = oneself(), own_account()
    secret = secret or service.fresh_secret()
    sealed = sealing.ring().seal(f"{found.session_id}:{secret}".encode(), _PLACE)
    form.offer.data, form.code.data = base64.urlsafe_b64encode(sealed).decode(), ""
    form.offer.raw_data = None
    return page(
        "accounts/factors/new.html",
        status=status,
        form=form,
        qr=qr.svg(service.address(user, secret), "Kode QR untuk aplikasi pengaman"),
        secret=" ".join(secret[at : at + 4] for at in range(0, len(secret), 4)),
        first=not service.factors_of(found.user_id),
    )


def _opened(found: SignedIn, offer: str) -> str | None:
    """The secret that was offered to this very session; None for any other."""
    try:
        text = sealing.opened(base64.urlsafe_b64decode(offer), _PLACE).decode()
    except (ValueError, sealing.CannotOpen):
        return None
    session_id, _, secret = text.partition(":")
    return secret if session_id == str(found.session_id) else None
