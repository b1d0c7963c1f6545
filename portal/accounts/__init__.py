"""Sign in, choose for whom one acts, invitations, sessions."""

from flask import Blueprint

portal = Blueprint("accounts", __name__)
