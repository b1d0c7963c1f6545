"""The browser at the door: what it is called, whether it is known to an account, whether colleagues share it."""

from __future__ import annotations

import re
import secrets
from uuid import UUID

from flask import current_app, request
from itsdangerous import BadData, URLSafeTimedSerializer

from portal.models import SharedPhone
from portal.services import phones
from portal.values import clock
from portal.values.token import Token
from portal.web.actor import PHONE_COOKIE
from portal.web.pages import Answer

_COOKIE = "gandeng_kenal"
_DAYS = 180
#: A browser in a school's office serves several people, but not a crowd.
_MOST_PEOPLE = 12

_PROGRAMS = (
    ("Edge", r"Edg"),
    ("Opera", r"OPR/|Opera"),
    ("Samsung Internet", r"SamsungBrowser"),
    ("UC Browser", r"UCBrowser"),
    ("Firefox", r"Firefox/|FxiOS"),
    ("Chrome", r"Chrom(?:e|ium)/|CriOS"),
    ("Safari", r"Safari/"),
)
_SYSTEMS = (
    ("Android", r"Android"),
    ("iPhone", r"iPhone"),
    ("iPad", r"iPad"),
    ("Windows", r"Windows"),
    ("Mac", r"Macintosh"),
    ("ChromeOS", r"CrOS"),
    ("Linux", r"Linux"),
)


def described() -> str:
    """The browser as its owner would call it: ``Chrome di Android``."""
    agent = request.headers.get("User-Agent", "")
    program = next((name for name, sign in _PROGRAMS if re.search(sign, agent)), "Peramban")
    system = next((name for name, sign in _SYSTEMS if re.search(sign, agent)), "")
    return f"{program} di {system}" if system else program


def known_to(user_id: UUID | None) -> str | None:
    """This browser's own id, if somebody signed in to the account from it before."""
    device, people = _cookie()
    return device if user_id is not None and user_id.hex in people else None


def make_known(answer: Answer, user_id: UUID) -> Answer:
    """Let the browser carry a signed note that this account was opened from it. The note opens nothing: it only gives
    the browser a count of failures of its own, which an attacker elsewhere cannot fill."""
    device, people = _cookie()
    people = [user_id.hex, *(each for each in people if each != user_id.hex)][:_MOST_PEOPLE]
    answer.set_cookie(
        _COOKIE,
        _signer().dumps([device or secrets.token_hex(8), people]),
        max_age=_DAYS * 86_400,
        secure=current_app.config["SESSION_COOKIE_SECURE"],
        httponly=True,
        samesite="Lax",
    )
    return answer


def shared_phone() -> SharedPhone | None:
    """The phone shared by colleagues that this browser is, while it is open."""
    text = request.cookies.get(PHONE_COOKIE, "")
    return phones.opened(Token(text)) if text else None


def make_shared(answer: Answer, token: Token, phone: SharedPhone) -> Answer:
    """Let the browser carry the phone's token, for as long as the phone is open."""
    answer.set_cookie(
        PHONE_COOKIE,
        token.text,
        max_age=int((phone.expires_at - clock.now()).total_seconds()),
        secure=current_app.config["SESSION_COOKIE_SECURE"],
        httponly=True,
        samesite="Lax",
    )
    return answer


def unshared(answer: Answer) -> Answer:
    answer.delete_cookie(PHONE_COOKIE)
    return answer


def wiped(answer: Answer) -> Answer:
    """With the word to the browser that what it kept for a person goes: drafts, and what waited to be sent."""
    answer.headers["Clear-Site-Data"] = '"storage"'
    return answer


def _cookie() -> tuple[str, list[str]]:
    try:
        device, people = _signer().loads(request.cookies.get(_COOKIE, ""), max_age=_DAYS * 86_400)
    except BadData:
        return "", []
    return device, people


def _signer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(current_app.config["SECRET_KEY"], salt="known-browser")
