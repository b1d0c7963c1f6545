"""Fifty phones of one meeting behind one address, while a machine sends a thousand to the same link: counted after.

Nothing is lost, nothing is doubled, the machine is told when and what to do instead, and takes nothing from the hall.
"""

from __future__ import annotations

import re
import time
from collections import Counter
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from uuid import uuid4

import pytest
from flask import Flask

from portal.config import Settings
from portal.models import Applicant, RegistrationLink, db
from portal.models.transaction import transaction
from portal.public.applicants import OF_A_FORM
from portal.public.seals import FASTEST
from portal.services import registration_links
from tests.attacks.order import disorder
from tests.attacks.served import Reply, Visitor, served
from tests.cast import Cast
from tests.make import comers

PHONES, FLOOD = 50, 1_000
#: Of the machine, so that none of its people is one of the hall.
_FIRST = 10_000
_SEAL = re.compile(r'name="_segel" value="([^"]+)"')


class Phone(Visitor):
    """A browser that opened the form of a link and looked at the price."""

    def __init__(self, port: int, code: str, number: int) -> None:
        super().__init__(port)
        self.path = f"/daftar/{code}"
        self.get(self.path)
        self.form_of = comers.said(number) | {"consent": "y"}
        priced = self.post(f"{self.path}/iuran", self.form_of)
        self.form_of["_segel"] = _SEAL.search(priced.text)[1]  # type: ignore[index]
        self.opened = time.monotonic()

    def taps_twice(self) -> tuple[Reply, Reply]:
        key = str(uuid4())
        return self.post(self.path, self.form_of, key=key), self.post(self.path, self.form_of, key=key)

    def sends(self, number: int) -> Reply:
        return self.post(self.path, self.form_of | comers.said(number))


def at_once(deeds: Iterable[Callable[[], Reply]], hands: int) -> list[Reply]:
    with ThreadPoolExecutor(hands) as crowd:
        return [each.result() for each in [crowd.submit(deed) for deed in deeds]]


def names(cast: Cast, code: str) -> Counter[str]:
    """Who waits by this link, and how often."""
    db.session.rollback()
    mine = cast.yanto.actor().sees(Applicant).join(RegistrationLink, RegistrationLink.id == Applicant.link_id)
    return Counter(each.content["name"] for each in db.session.scalars(mine.where(RegistrationLink.code == code)))


@pytest.mark.timeout(300)  # six seconds on a machine that has nothing else to do
def test_a_meeting_comes_in_while_a_machine_floods_its_link(
    app: Flask, cast: Cast, settings: Settings, tmp_path: Path
) -> None:
    _, code = comers.link(cast.agus)
    ended_id, ended = comers.link(cast.agus, title="Sudah selesai")
    _, elsewhere = comers.link(cast.euis, title="Ranting lain")
    with served(settings, tmp_path / "log") as portal:
        with ThreadPoolExecutor(PHONES) as hall:
            phones = list(hall.map(lambda number: Phone(portal.port, code, number), range(PHONES)))
        machine, latecomer = Phone(portal.port, code, 90), Phone(portal.port, ended, 91)
        with transaction():
            actor = cast.agus.actor()
            registration_links.stop(actor, actor.find(RegistrationLink, ended_id))
        # A link that is used after its end, and by its form another unit's.
        too_late = at_once([lambda at=at: latecomer.sends(_FIRST + at) for at in range(50)], 8)
        assert {each.status for each in too_late} == {410}
        assert all("menghentikan pendaftaran" in each.text for each in too_late)
        latecomer.path = f"/daftar/{elsewhere}"
        assert latecomer.sends(_FIRST).status == 422, "the seal is another form's"
        time.sleep(max(0.0, machine.opened + FASTEST.total_seconds() + 1.1 - time.monotonic()))

        with ThreadPoolExecutor(PHONES) as hall:
            taps = [hall.submit(phone.taps_twice) for phone in phones]
            flood = at_once([lambda at=at: machine.sends(_FIRST + at) for at in range(FLOOD)], 8)
            answers = [reply for tap in taps for reply in tap.result()]

        thanks = f"/daftar/{code}/terima-kasih"
        assert Counter((each.status, each.location) for each in answers) == {(303, thanks): 2 * PHONES}
        let_in = int(OF_A_FORM.limits[0].split()[0])
        assert Counter(each.status for each in flood) == {303: let_in, 429: FLOOD - let_in}
        assert all("Buka lagi tautannya" in each.text for each in flood if each.status == 429)
        assert "Traceback" not in portal.log

    came = names(cast, code)
    assert max(came.values()) == 1
    assert {comers.said(number)["name"] for number in range(PHONES)} <= set(came)
    assert came.total() == PHONES + let_in
    assert not names(cast, ended)
    assert not names(cast, elsewhere)
    assert disorder() == []
