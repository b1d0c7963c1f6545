"""Which texts of the house a branch may write in its own words, and what stands in them for the facts.

The house's own text is the template of that name. In a branch's words a fact is ``{nama}``: a name of a fact, or a
part of the template (a Jinja block) that the house words by how things stand. `needs` are those without which the
text would not do what it is for.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class MessageKind:
    """`template` without its folder; `facts` says which fact stands behind a placeholder; `parts` are blocks."""

    template: str
    facts: Mapping[str, str]
    parts: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    #: A mail: the first line is its subject. Its foot (how to stop them, whose it is) is the house's and stays.
    mail: bool = False

    @property
    def placeholders(self) -> tuple[str, ...]:
        return (*self.facts, *self.parts)


_SENDER = {"nama": "name", "pengirim": "sender", "tempat_pengirim": "sender_place"}
_INVITED = {"nama": "name", "pengundang": "inviter", "peran": "role", "tempat": "place", "tautan": "url"}

KINDS: dict[str, MessageKind] = {
    "reminder": MessageKind(
        "reminder.txt",
        {"nama": "name", "mitra": "place", "tautan": "portal_url"},
        ("perihal", "hari", "daftar"),
        ("daftar",),
        mail=True,
    ),
    "reminder_by_whatsapp": MessageKind(
        "_reminder_by_whatsapp.txt",
        _SENDER | {"mitra": "place", "tautan": "portal_url"},
        ("hari", "daftar"),
        ("daftar",),
    ),
    "dues_by_whatsapp": MessageKind("_dues_by_whatsapp.txt", _SENDER, ("keadaan", "cara_bayar"), ("keadaan",)),
    "person_by_whatsapp": MessageKind(
        "_person_by_whatsapp.txt", _SENDER, ("masa", "keadaan", "bantuan"), ("keadaan",)
    ),
    "event_by_whatsapp": MessageKind(
        "_event_by_whatsapp.txt",
        {"unit": "unit", "kegiatan": "name", "jam": "hour", "tempat": "place", "pengirim": "sender"},
        ("hari", "acara"),
        ("kegiatan", "hari", "jam", "tempat"),
    ),
    "referral_by_whatsapp": MessageKind(
        "_referral_by_whatsapp.txt", {"pengirim": "sender", "unit": "unit", "tautan": "url"}, (), ("tautan",)
    ),
    "invitation": MessageKind("invitation.txt", _INVITED, (), ("tautan",), mail=True),
    "invitation_by_whatsapp": MessageKind("_invitation_by_whatsapp.txt", _INVITED, (), ("tautan",)),
}
