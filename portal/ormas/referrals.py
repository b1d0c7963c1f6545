"""Ajakan: an officer's own link and what to share with it, and what came by it."""

from __future__ import annotations

from urllib.parse import quote

from portal.access.permissions import Permission
from portal.ormas.home import own_unit
from portal.papers import flyers as papers
from portal.papers import qr
from portal.papers.flyers import Flyer
from portal.services import message_texts
from portal.services import referrals as service
from portal.services.referrals import Reach, Yield
from portal.web.actor import actor
from portal.web.formats import month_name
from portal.web.pages import Answer, download, page
from portal.web.resource import Resource

referrals = Resource("referrals", __name__, url_prefix="/ajakan")
flyers = Resource("flyers", __name__, url_prefix="/ajakan")

#: Officers on one page, those who brought the most.
MOST = 50


@referrals.get("/", requires=Permission.EVENT_READ)
def index() -> Answer:
    unit, url = own_unit(), service.url(actor().membership_id)
    mine = actor().may(Permission.EVENT_WRITE)
    text = _text(url) if mine else ""
    return page(
        "ormas/referrals/index.html",
        unit=unit,
        url=url,
        text=text,
        whatsapp=f"https://wa.me/?text={quote(text, safe='')}",
        square=qr.svg(url, "Kode QR ke halaman ajakan Anda"),
        own=sum(service.yields(actor(), Reach(unit, referrer_id=actor().membership_id)), Yield()),
        yields=service.yields(actor(), Reach(unit))[:MOST],
        has_way_in=service.way_in(service.of(actor())) is not None,
        mine=mine,
    )


@flyers.get("/gambar.<any(png, pdf):kind>", requires=Permission.EVENT_WRITE)
def show(kind: str) -> Answer:
    """To forward, or to print."""
    if kind == "pdf":
        return download(papers.paper(_flyer()), name="ajakan.pdf", mimetype="application/pdf", inline=True)
    return download(papers.image(_flyer()), name="ajakan.png", mimetype="image/png", inline=True)


def _flyer() -> Flyer:
    """What the picture says; the price is that of the first months, which may cost less than later ones."""
    found = service.of(actor())
    longest = service.prices(found)[0].ways[-1].bill.lines
    changes = len(longest) > 1
    return Flyer(
        unit=found.unit,
        officer=found.officer,
        price=str(longest[0].due.payable),
        until=month_name(longest[0].last) if changes else "",
        url=service.url(found.membership_id),
    )


def _text(url: str) -> str:
    who = actor()
    return message_texts.whatsapp(who.branch_id, "referral", sender=who.name, unit=who.acts_for, url=url)
