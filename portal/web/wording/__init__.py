"""Sentences for people, in plain Indonesian: one for every code that the house can utter."""

from portal.web.wording.actions import told
from portal.web.wording.faults import sentence
from portal.web.wording.names import register

__all__ = ["register", "sentence", "told"]
