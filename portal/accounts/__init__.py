"""Sign in, choose for whom one acts, invitations, sessions."""

from flask import Blueprint
from flask.blueprints import BlueprintSetupState

from portal.accounts import acting, devices, invitations, passwords, profile, reminders, resets, sessions
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


@portal.record_once
def mail_server_in_place(setup: BlueprintSetupState) -> None:
    settings = setup.app.config["SETTINGS"]
    if settings.smtp_url:
        messages.use(messages.Outlet.parse(settings.smtp_url, settings.mail_from))
    else:
        messages.use(messages.Mailbox() if settings.keeps_letters() else None)
