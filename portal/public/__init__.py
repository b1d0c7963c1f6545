"""Pages that need no account: the front door, verification of a card, health."""

from flask import Blueprint

portal = Blueprint("public", __name__)
