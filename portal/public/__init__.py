"""Pages that need no account: the front door, verification of a card, registering oneself, a class's link, an event's
door, an officer's link, somebody who is hurt, one's own cover, no more reminders, health."""

from flask import Blueprint

from portal.public import (
    applicants,
    check_ins,
    emergencies,
    entries,
    feedbacks,
    guardian_consents,
    health,
    home,
    one_time_codes,
    opt_outs,
    own_cover,
    readiness,
    referrals,
    verification,
)

portal = Blueprint("public", __name__)

portal.register_blueprint(home.home)
portal.register_blueprint(health.health)
portal.register_blueprint(readiness.readiness)
portal.register_blueprint(verification.verification)
portal.register_blueprint(verification.receipts)
portal.register_blueprint(verification.agents)
portal.register_blueprint(verification.waves)
portal.register_blueprint(opt_outs.opt_outs)
portal.register_blueprint(check_ins.check_ins)
portal.register_blueprint(referrals.referrals)
portal.register_blueprint(feedbacks.feedbacks)
portal.register_blueprint(guardian_consents.guardian_consents)
portal.register_blueprint(emergencies.emergencies)
portal.register_blueprint(emergencies.card_notices)
portal.register_blueprint(one_time_codes.one_time_codes)
portal.register_blueprint(own_cover.own_cover)
portal.register_blueprint(applicants.applicants)
portal.register_blueprint(entries.entries)
