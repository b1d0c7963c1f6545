"""Sign in, choose for whom one acts, invitations, sessions, phones that colleagues share."""

from flask import Blueprint
from flask.blueprints import BlueprintSetupState

from portal.accounts import (
    acting,
    devices,
    factors,
    invitations,
    passkeys,
    passwords,
    phones,
    pins,
    profile,
    proofs,
    reminders,
    resets,
    sessions,
)
from portal.services import messages

portal = Blueprint("accounts", __name__)

portal.register_blueprint(sessions.sessions)
portal.register_blueprint(invitations.invitations)
portal.register_blueprint(resets.resets)
portal.register_blueprint(acting.acting)
portal.register_blueprint(profile.profile)
portal.register_blueprint(reminders.reminders)
portal.register_blueprint(passwords.passwords)
portal.register_blueprint(devices.devices)
portal.register_blueprint(proofs.proofs)
portal.register_blueprint(factors.factors)
portal.register_blueprint(factors.recovery_codes)
portal.register_blueprint(passkeys.passkey_offers)
portal.register_blueprint(passkeys.passkeys)
portal.register_blueprint(passkeys.passkey_questions)
portal.register_blueprint(passkeys.passkey_proofs)
portal.register_blueprint(pins.pins)
portal.register_blueprint(phones.phones)
portal.register_blueprint(phones.locks)
portal.register_blueprint(phones.unlocks)


@portal.record_once
def mail_server_in_place(setup: BlueprintSetupState) -> None:
    settings = setup.app.config["SETTINGS"]
    if settings.smtp_url:
        messages.use(messages.Outlet.parse(settings.smtp_url, settings.mail_from))
    else:
        messages.use(messages.Mailbox() if settings.keeps_letters() else None)
