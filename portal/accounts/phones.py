"""A phone shared with colleagues (HP bersama): open it, lock it, come in with a PIN, end it."""

from __future__ import annotations

from uuid import UUID

from flask import current_app, flash, request, session
from flask_login import login_user
from wtforms import PasswordField

from portal.accounts import browsers
from portal.accounts.attempts import PinAttempt
from portal.accounts.oneself import oneself, own_account
from portal.accounts.sessions import leave, looked_up
from portal.models import SharedPhone, db
from portal.models.transaction import transaction
from portal.services import phones as service
from portal.services import pins
from portal.services.phones import Colleague
from portal.values.fault import Refused
from portal.values.token import Token
from portal.web.actor import load, signed_in
from portal.web.forms import HouseForm, TextField, given, required
from portal.web.pages import Answer, go, page
from portal.web.resource import ANYONE, SIGNED_IN, Resource
from portal.web.ways import onward

phones = Resource("phones", __name__, url_prefix="/hp")
locks = Resource("locks", __name__, url_prefix="/hp/kunci")
unlocks = Resource("unlocks", __name__, url_prefix="/hp/masuk")


class UnlockForm(HouseForm):
    siapa = TextField("Siapa Anda?", [required("Nama")], longest=40)
    pin = PasswordField("PIN", [given("PIN")])


@phones.get("/bersama", requires=SIGNED_IN)
def new() -> Answer:
    return _offer(HouseForm())


@phones.post("/bersama", requires=SIGNED_IN)
def create() -> Answer:
    """This phone is open to colleagues for a few hours."""
    found, token, form = oneself(), Token.fresh(), HouseForm.posted()
    if found.actor is None:
        return go("accounts.acting.index")
    try:
        phone = service.share(found.session_id, found.actor, token, device=browsers.described())
    except Refused as refused:
        form.refused(refused)
        return _offer(form, status=422)
    flash("HP ini sekarang dipakai bersama. Kunci setiap kali berganti orang.", "success")
    return browsers.make_shared(onward(found.actor), token, phone)


@phones.get("", requires=ANYONE)
def show() -> Answer:
    """Locked: who is it? Of a phone that is not open (any more), the way in with a password."""
    phone = browsers.shared_phone()
    if phone is None:
        return browsers.unshared(go("accounts.sessions.new"))
    if (found := signed_in()) is not None:
        return onward(found.actor)
    return _locked(phone, UnlockForm())


@unlocks.post("", endpoint="create", requires=ANYONE)
def unlock() -> Answer:
    """No idempotency key, and nothing held while the PIN is tried, as at the door."""
    form = UnlockForm.posted()
    phone, people = looked_up(_phone_and_people)
    if phone is None:
        return browsers.unshared(go("accounts.sessions.new"))
    if not form.validate():
        return _locked(phone, form, status=422)
    colleague = _colleague(people, form.siapa.data)
    if colleague is None:
        form.refused(Refused.because("pin.who", "siapa"))
        return _locked(phone, form, status=422)
    attempt = PinAttempt(phone.id, colleague.user_id)
    if minutes := attempt.begin():
        form.refused(Refused.because("pin.wait", "pin", minutes=minutes))
        return _locked(phone, form, status=429)
    if not pins.matches(colleague.user_id, colleague.pin_hash, form.pin.data or ""):
        over = attempt.failed()
        with transaction():  # a refusal keeps nothing, but that somebody failed must stay
            kept = db.session.get_one(SharedPhone, phone.id)
            service.note_failure(kept, colleague)
            if over:
                service.end(kept)
        if over:
            flash("Terlalu banyak PIN salah di HP ini. Masuk dengan kata sandi, lalu buka HP bersama lagi.", "danger")
            return browsers.wiped(browsers.unshared(go("accounts.sessions.new")))
        form.refused(Refused.because("pin.wrong", "pin"))
        return _locked(phone, form, status=422)
    attempt.succeeded()
    token = Token.fresh()
    # Whoever was in last goes on where they were; another does not land on a page of theirs.
    way_back = session.get("way_back") if service.last_in(phone) == colleague.user_id else None
    leave()
    if way_back:
        session["way_back"] = way_back
    service.unlock(db.session.get_one(SharedPhone, phone.id), colleague, token, address=request.remote_addr or "")
    entered = load(token.text)
    assert entered is not None
    login_user(entered)
    return onward(entered.actor)


@locks.post("", endpoint="create", requires=SIGNED_IN)
def lock() -> Answer:
    """Out, and on to whoever is next; on a phone of one's own there is nothing to lock."""
    found = oneself()
    if found.phone_id is None:
        return onward(found.actor)
    service.lock(found.session_id, found.actor, found.user_id)
    leave()
    return go("accounts.phones.show")


@phones.post("/akhiri", requires=ANYONE)
def destroy() -> Answer:
    """The phone is shared no more: everybody is out, and what the browser kept of them goes. Whoever holds the phone
    may do it, for it opens nothing."""
    if (phone := browsers.shared_phone()) is not None:
        found = signed_in()
        service.end(phone, actor=found.actor if found else None)
    leave()
    flash("HP ini tidak dipakai bersama lagi.", "success")
    return browsers.wiped(browsers.unshared(go("accounts.sessions.new")))


def _phone_and_people() -> tuple[SharedPhone | None, list[Colleague]]:
    phone = browsers.shared_phone()
    return phone, list(service.colleagues(phone)) if phone else []


def _colleague(people: list[Colleague], text: str | None) -> Colleague | None:
    try:
        wanted = UUID(text or "")
    except ValueError:
        return None
    return next((each for each in people if each.membership_id == wanted), None)


def _locked(phone: SharedPhone, form: UnlockForm, *, status: int = 200) -> Answer:
    return page(
        "accounts/phones/show.html",
        status=status,
        form=form,
        people=service.colleagues(phone),
        until=phone.expires_at,
    )


def _offer(form: HouseForm, *, status: int = 200) -> Answer:
    return page(
        "accounts/phones/new.html",
        status=status,
        form=form,
        account=own_account(),
        hours=int(service.OPEN.total_seconds() // 3600),
        minutes=current_app.config["SETTINGS"].pin_idle_minutes,
    )
