"""Sign in and out."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from flask import current_app, flash, request, session
from flask_login import login_user, logout_user
from wtforms import PasswordField

from portal.accounts import browsers
from portal.accounts.attempts import Attempt
from portal.models import User, db, engine
from portal.models.transaction import transaction
from portal.services import passwords, phones, second_factors, sign_in
from portal.values.fault import Refused
from portal.values.token import Token
from portal.web.actor import SignedIn, load, signed_in
from portal.web.forms import HouseForm, TextField, given, required
from portal.web.pages import Answer, go, page
from portal.web.resource import ANYONE, HALF_IN, Resource
from portal.web.unit_of_work import let_go
from portal.web.ways import onward

T = TypeVar("T")

sessions = Resource("sessions", __name__)


class SignInForm(HouseForm):
    identifier = TextField("E-mail atau nomor HP", [required("E-mail atau nomor HP")], longest=254)
    password = PasswordField("Kata sandi", [given("Kata sandi")])


@sessions.get("/masuk", requires=ANYONE)
def new() -> Answer:
    found = signed_in()
    return inward(found) if found else page("accounts/sessions/new.html", form=SignInForm())


@sessions.post("/masuk", requires=ANYONE)
def create() -> Answer:
    form = SignInForm.posted()
    if not form.validate():
        return page("accounts/sessions/new.html", status=422, form=form)
    candidate = looked_up(lambda: sign_in.candidate(form.identifier.data or ""))
    attempt = Attempt(
        candidate, known_browser=browsers.known_to(candidate.user_id), address=request.remote_addr or ""
    )
    if minutes := attempt.begin():
        form.refused(Refused.because("sign_in.wait", minutes=minutes))
        return page("accounts/sessions/new.html", status=429, form=form)
    password = form.password.data or ""
    if not passwords.matches(candidate.password_hash, password) or candidate.user_id is None:
        attempt.failed()
        with transaction():  # a refusal keeps nothing, but that somebody failed must stay
            sign_in.note_failure(candidate)
        form.refused(Refused.because("sign_in.wrong"))
        return page("accounts/sessions/new.html", status=422, form=form)
    attempt.succeeded()
    renewed = passwords.hashed(password) if passwords.is_dated(candidate.password_hash or "") else None
    user = db.session.get_one(User, candidate.user_id)
    return browsers.make_known(inward(enter(user, password_hash=renewed)), user.id)


@sessions.post("/keluar", requires=HALF_IN)
def destroy() -> Answer:
    found = signed_in()
    assert found is not None
    phone = browsers.shared_phone()
    if phone is not None:
        phones.end(phone, actor=found.actor)  # shared with colleagues: nobody is in on it any more
    sign_in.sign_out(found.session_id, found.user_id, found.actor)
    leave()
    flash("Anda sudah keluar.", "success")
    answer = browsers.unshared(go(".new"))
    # On a phone of one person the page itself forgets what was theirs (static/app.js): another's queue is another's.
    return answer if phone is None else browsers.wiped(answer)


def looked_up(find: Callable[[], T]) -> T:
    """What is known, with nothing held while a password or a PIN is tried, least of all the write lock."""
    with engine.reading():
        found = find()
        db.session.expunge_all()
        let_go()
    return found


def enter(user: User, *, password_hash: str | None = None) -> SignedIn:
    """Let a proven person in: a new session under a new token; one this browser was in before ends.

    "Remember me" is not offered: browsers in school offices are shared. A session lasts the days of the settings
    anyhow, as long as its browser stays open.
    """
    if (before := signed_in()) is not None:
        sign_in.sign_out(before.session_id, before.user_id, before.actor)
    settings, token = current_app.config["SETTINGS"], Token.fresh()
    begun = sign_in.begin(
        user,
        token,
        days=settings.session_days,
        address=request.remote_addr or "",
        device=browsers.described(),
        password_hash=password_hash,
    )
    if (phone := browsers.shared_phone()) is not None:
        phones.join(begun, phone)
    way_back = session.get("way_back")
    leave()
    if way_back:
        session["way_back"] = way_back
    entered: SignedIn | None = load(token.text)
    assert entered is not None
    login_user(entered)
    return entered


def inward(found: SignedIn) -> Answer:
    """On from the door: to the second factor, where the role asks for one."""
    return go("accounts.proofs.new") if found.unproved else onward(found.actor)


def proved(found: SignedIn) -> SignedIn:
    """The person showed a second factor: the session goes on under a new token, as one that is proved."""
    token = Token.fresh()
    second_factors.mark_proved(found.session_id, token)
    db.session.flush()
    entered: SignedIn | None = load(token.text)
    assert entered is not None
    login_user(entered)
    return entered


def leave() -> None:
    """Nothing of the person stays in the browser's cookie."""
    logout_user()
    session.clear()
