"""A branch's words: the house's own text in placeholders says, filled in, what the house says."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import uuid4

import pytest

from portal.papers import letters
from portal.papers.message_kinds import KINDS
from portal.rules.reminding import What
from portal.services.matters import Matter
from portal.values.rupiah import Rupiah
from portal.web.wording.message_texts import EXAMPLES, PLACEHOLDERS, TITLES

pytestmark = pytest.mark.unit

DAY = date(2026, 12, 15)
_SENDER = {"name": "Asep {peran}", "sender": "Sari", "sender_place": "SMKN 1"}
_MATTERS = [
    Matter(What.BILL, uuid4(), label, "SMKN 1", DAY, DAY, 41, Rupiah(8_400), "261234567890")
    for label in ("TG-1", "TG-2")
]
FACTS: dict[str, list[dict[str, Any]]] = {
    "dues_by_whatsapp": [
        _SENDER | {"amount": amount, "months": 2, "first": first, "lapsed": lapsed, "last_day": last}
        for amount, first, lapsed, last in (
            (None, False, False, None),
            (Rupiah(8_400), True, False, None),
            (Rupiah(8_400), False, True, None),
            (Rupiah(16_800), False, False, DAY),
            (Rupiah(16_800), False, False, None),
        )
    ],
    "person_by_whatsapp": [
        _SENDER
        | {"pkl": pkl, "start": DAY, "end": end, "covered": covered, "begins": begins, "card_url": "https://k"}
        for pkl, end, covered, begins in (
            (True, DAY, True, None),
            (False, None, False, DAY),
            (True, DAY, False, None),
            (False, None, False, None),
        )
    ],
    "event_by_whatsapp": [
        {"unit": "Arjuna", "name": "Rapat", "hour": "19.30", "place": "Balai", "sender": "Agus", "day": DAY}
        | {"is_briefing": briefing}
        for briefing in (True, False)
    ],
    "reminder_by_whatsapp": [
        _SENDER | {"place": "SMKN 1", "matters": _MATTERS[:many], "portal_url": "https://g"} for many in (1, 2)
    ],
    "referral_by_whatsapp": [{"sender": "Agus", "unit": "Arjuna", "url": "https://a"}],
    "invitation_by_whatsapp": [
        {"name": "Tuti", "inviter": "Sari", "role": "Rekan", "place": "SMKN 1", "url": "https://a"}
    ],
}


@pytest.mark.parametrize("kind", FACTS)
def test_the_house_s_text_filled_in_is_what_the_house_says(kind: str) -> None:
    for facts in FACTS[kind]:
        house = letters.whatsapp(kind.removesuffix("_by_whatsapp"), **facts)
        assert letters.filled(kind, letters.house_text(kind), facts).split() == house.split()


def test_a_mail_keeps_its_subject_and_its_foot() -> None:
    for many in (1, 2):
        facts = {"name": "Sari", "place": "SMKN 1", "matters": _MATTERS[:many], "portal_url": "https://g"}
        subject, body = letters.letter("reminder", stop_url="https://stop", **facts)
        own = letters.house_text("reminder")
        same = letters.letter("reminder", own, stop_url="https://stop", **facts)
        assert (subject, body.split()) == (same[0], same[1].split())
        assert "https://stop" in letters.letter("reminder", "Judul\n\n{daftar}", stop_url="https://stop", **facts)[1]


def test_every_kind_and_every_placeholder_has_words() -> None:
    assert KINDS.keys() == TITLES.keys()
    assert {each for kind in KINDS.values() for each in kind.placeholders} == PLACEHOLDERS.keys()
    for kind, known in KINDS.items():
        said = letters.placeholders(letters.house_text(kind))
        assert set(known.needs) <= set(said) <= set(known.placeholders)
        assert "{" not in letters.put_in(letters.house_text(kind), EXAMPLES)


def test_what_a_fact_says_is_not_looked_at_again() -> None:
    facts = FACTS["invitation_by_whatsapp"][0] | {"name": "{tautan}", "role": "{{ 7*7 }}"}
    assert letters.filled("invitation_by_whatsapp", "{nama} {peran} {lain}", facts) == "{tautan} {{ 7*7 }} {lain}"
