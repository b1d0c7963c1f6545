"""Pages that need no account: the front door, verification of a card, health."""

from flask import Blueprint

from portal.public import health, home, readiness, verification

portal = Blueprint("public", __name__)

portal.register_blueprint(home.home)
portal.register_blueprint(health.health)
portal.register_blueprint(readiness.readiness)
portal.register_blueprint(verification.verification)
portal.register_blueprint(verification.receipts)
