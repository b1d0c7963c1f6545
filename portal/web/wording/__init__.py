"""Sentences for people, in plain Indonesian: one for every code that the house can utter."""

from flask import Flask

from portal.web.wording import names, reasons, record
from portal.web.wording.actions import told
from portal.web.wording.faults import sentence

__all__ = ["register", "sentence", "told"]


def register(app: Flask) -> None:
    """The filters by which templates word what they are given."""
    names.register(app)
    reasons.register(app)
    record.register(app)
