"""The second factor at the door, and once more before one's own factors are changed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from flask import current_app, request
from wtforms import HiddenField, PasswordField

from portal.accounts import attempts
from portal.accounts.oneself import oneself, own_account
from portal.accounts.sessions import looked_up, proved
from portal.models import FactorKind, SecondFactor
from portal.models.transaction import transaction
from portal.services import messages, passwords
from portal.services import second_factors as service
from portal.services.passkeys import Site
from portal.values import clock
from portal.values.fault import Refused
from portal.web.actor import SignedIn
from portal.web.forms import HouseForm, TextField, required
from portal.web.pages import Answer, go, page
from portal.web.resource import HALF_IN, Resource
from portal.web.ways import onward

proofs = Resource("proofs", __name__, url_prefix="/masuk/pengaman")

#: How long after it was shown a factor is good for changing one's factors (ASVS 7.5.1).
RECENT = timedelta(minutes=10)


class ProofForm(HouseForm):
    code = TextField(
        "Kode",
        [required("Kode")],
        longest=60,
        description="6 angka dari aplikasi, atau satu kode pemulihan.",
    )
    present = PasswordField("Kata sandi sekarang")
    #: What the browser says of a passkey.
    answer = HiddenField("Jawaban peramban")

    def knows_password(self, found: SignedIn) -> bool:
        """Whoever is in already, and is to show a factor once more, gives the password with it."""
        if found.unproved:
            return True
        password_hash = looked_up(lambda: own_account().password_hash)
        return passwords.matches(password_hash, self.present.data or "")


@proofs.get("", requires=HALF_IN)
def new() -> Answer:
    found = oneself()
    if recently_proved(found):
        return onward(found.actor)
    factors = service.factors_of(found.user_id)
    return _page(found, ProofForm(), factors) if factors else go("accounts.factors.new")


@proofs.post("", requires=HALF_IN)
def create() -> Answer:
    """Once more, of somebody who is in already, the password is asked for too."""
    form, found = ProofForm.posted(), oneself()
    factors = service.factors_of(found.user_id)
    if not factors:
        return go("accounts.factors.new")
    if not form.validate():
        return _page(found, form, factors, status=422)
    attempt = attempts.ProofAttempt(found.user_id)
    if minutes := attempt.begin():
        return refuse(found, form, Refused.because("sign_in.wait", minutes=minutes), status=429)
    known = form.knows_password(found)
    if not known or not service.prove_by_code(own_account(), form.code.data or ""):
        with transaction():  # a refusal keeps nothing, but that somebody failed must stay
            service.note_failed(found.user_id)
        wrong = Refused.because("factor.wrong", "code") if known else Refused.because("password.present", "present")
        return refuse(found, form, wrong)
    attempt.succeeded()
    return onward(proved(found).actor)


def recently_proved(found: SignedIn) -> bool:
    return found.proved_at is not None and clock.now() - found.proved_at < RECENT


def refuse(found: SignedIn, form: ProofForm, refused: Refused, *, status: int = 422) -> Answer:
    form.refused(refused)
    return _page(found, form, service.factors_of(found.user_id), status=status)


def site() -> Site | None:
    """What a passkey is bound to: the address people type, else the one they came by."""
    return Site.of(current_app.config["SETTINGS"].public_url or request.host_url)


def _page(found: SignedIn, form: ProofForm, factors: Sequence[SecondFactor], *, status: int = 200) -> Answer:
    kinds = {each.kind for each in factors}
    return page(
        "accounts/proofs/new.html",
        status=status,
        form=form,
        again=not found.unproved,
        has_app=FactorKind.TOTP in kinds,
        has_passkey=FactorKind.PASSKEY in kinds and site() is not None,
        # In a demo on one's own machine (`Settings.keeps_letters`) nobody need have a phone at hand.
        sample=service.sample(factors) if messages.keeps_letters() else "",
    )
