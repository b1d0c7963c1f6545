"""Passkeys of one's own: made on this device, and shown at the door. Only a browser with JavaScript can do either."""

from __future__ import annotations

from wtforms import HiddenField

from portal.accounts import attempts
from portal.accounts.factors import elsewhere, show_list, taken_on
from portal.accounts.oneself import oneself, own_account
from portal.accounts.proofs import ProofForm, refuse, site
from portal.accounts.sessions import proved
from portal.models.transaction import transaction
from portal.services import passkeys as service
from portal.services import second_factors
from portal.values.fault import Refused
from portal.web.forms import HouseForm, TextField
from portal.web.pages import Answer, facts, go
from portal.web.resource import HALF_IN, Resource
from portal.web.ways import onward

#: What a browser is asked before it makes a passkey, and before it shows one.
passkey_offers = Resource("passkey_offers", __name__, url_prefix="/akun/kunci-sandi/tawaran")
passkeys = Resource("passkeys", __name__, url_prefix="/akun/kunci-sandi")
passkey_questions = Resource("passkey_questions", __name__, url_prefix="/masuk/kunci-sandi/pertanyaan")
passkey_proofs = Resource("passkey_proofs", __name__, url_prefix="/masuk/kunci-sandi")


class PasskeyForm(HouseForm):
    name = TextField("Nama", longest=60)
    answer = HiddenField("Jawaban peramban")


@passkey_offers.post("", endpoint="create", requires=HALF_IN)
def create_offer() -> Answer:
    found, where = oneself(), site()
    if (other := elsewhere()) is not None:
        return other
    return facts(options=service.offer(own_account(), found.session_id, where) if where else "")


@passkeys.post("", endpoint="create", requires=HALF_IN)
def create() -> Answer:
    if (other := elsewhere()) is not None:
        return other
    form, found, where = PasskeyForm.posted(), oneself(), site()
    with transaction():  # asked once, whatever is answered
        challenge = service.asked(found.session_id)
    try:
        if where is None:
            raise Refused.because("factor.passkey")
        codes = service.enrol(
            own_account(),
            form.answer.data or "",
            challenge,
            where,
            name=form.name.data or "",
            session_id=found.session_id,
            actor=found.actor,
        )
    except Refused as refused:
        form.refused(refused)
        return show_list(form, status=422)
    return taken_on(found, codes)


@passkey_questions.post("", endpoint="create", requires=HALF_IN)
def create_question() -> Answer:
    found, where = oneself(), site()
    return facts(options=service.question(found.user_id, found.session_id, where) if where else "")


@passkey_proofs.post("", endpoint="create", requires=HALF_IN)
def create_proof() -> Answer:
    form, found, where = ProofForm.posted(), oneself(), site()
    if not second_factors.factors_of(found.user_id):
        return go("accounts.factors.new")
    attempt = attempts.ProofAttempt(found.user_id)
    if minutes := attempt.begin():
        return refuse(found, form, Refused.because("sign_in.wait", minutes=minutes), status=429)
    with transaction():  # asked once, whatever is answered
        challenge = service.asked(found.session_id)
    if not form.knows_password(found):
        with transaction():
            second_factors.note_failed(found.user_id)
        return refuse(found, form, Refused.because("password.present", "present"))
    if where is None or not service.proves(own_account(), form.answer.data or "", challenge, where):
        with transaction():  # a refusal keeps nothing, but that somebody failed must stay
            second_factors.note_failed(found.user_id)
        return refuse(found, form, Refused.because("factor.passkey"))
    attempt.succeeded()
    return onward(proved(found).actor)
