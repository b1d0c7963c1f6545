"""The likeliest bills for money whose row names none that is known."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple
from uuid import UUID

from rapidfuzz import fuzz, process
from sqlalchemy import Select, literal, or_
from sqlalchemy.orm import joinedload

from portal.access.actor import Actor
from portal.models import BankRow, Invoice, Organisation, db
from portal.models.columns import RupiahColumn
from portal.rules import bill_codes
from portal.services.invoices import OPEN
from portal.values.rupiah import Rupiah

#: So many bills are offered.
MOST = 5
#: Of a hundred: below this likeness a code is another one, and a name another partner's.
_NEAR_CODE, _NEAR_NAME = 84, 88
_SHORTEST_NAME = 8


class Guess(NamedTuple):
    """A bill that a row may be for, what is still to be paid on it, and why one would think so."""

    invoice: Invoice
    owed: Rupiah
    same_amount: bool
    near_code: bool
    named: bool

    @property
    def weight(self) -> int:
        return 3 * self.near_code + 2 * self.same_amount + 2 * self.named


def likeliest(actor: Actor, row: BankRow) -> list[Guess]:
    """The bills that most speaks for: a code with a slip in it, the very amount, the partner's name in the text."""
    text = str(row.content.get("text", ""))
    near, named = _near_codes(actor, text), _named(actor, text)
    bills = [*_loaded(actor, Invoice.id.in_(near))] if near else []
    if row.amount is not None:
        bills += _loaded(actor, Invoice.total - Invoice.paid == literal(row.amount, RupiahColumn()))
    if named:
        bills += _loaded(actor, Invoice.organisation_id.in_(named))
    if row.invoice_id is not None:
        bills += _loaded(actor, or_(Invoice.id == row.invoice_id, Invoice.split_from_id == row.invoice_id))
    guesses = {
        bill.id: Guess(
            bill,
            bill.total - bill.paid,
            same_amount=bill.total - bill.paid == row.amount,
            near_code=bill.id in near
            or bill.id == row.invoice_id
            or bill.split_from_id == row.invoice_id is not None,
            named=bill.organisation_id in named,
        )
        for bill in bills
    }
    return sorted(guesses.values(), key=lambda guess: (-guess.weight, guess.invoice.id))[:MOST]


def searched(actor: Actor, words: str) -> list[Guess]:
    """Open bills by their number, their code or their partner's name, as an officer looks for them."""
    word = words.upper().replace(" ", "")
    named = (
        actor.sees(Organisation)
        .where(Organisation.name_key.contains(words.casefold(), autoescape=True))
        .with_only_columns(Organisation.id)
        .limit(50)
    )
    found = _loaded(
        actor,
        or_(
            Invoice.number.contains(word, autoescape=True),
            Invoice.kode_iuran.contains(word, autoescape=True),
            Invoice.organisation_id.in_(list(db.session.scalars(named))),
        ),
    )
    return [Guess(bill, bill.total - bill.paid, False, False, False) for bill in found]


def _loaded(actor: Actor, condition: object) -> Sequence[Invoice]:
    query: Select[Invoice] = (
        actor.sees(Invoice)
        .where(Invoice.state.in_(OPEN), condition)  # type: ignore[arg-type]
        .options(joinedload(Invoice.organisation))
        .order_by(Invoice.id.desc())
        .limit(2 * MOST)
    )
    return db.session.scalars(query).all()


def _near_codes(actor: Actor, text: str) -> set[UUID]:
    """Bills whose code is like some number in the text, with a digit wrong, missing or turned."""
    stretches = {
        bill_codes.folded(word) for word in text.split() if sum(map(str.isdigit, word)) >= bill_codes.SHORTEST
    }
    if not stretches:
        return set()
    issued = actor.sees(Invoice).where(Invoice.state.in_(OPEN), Invoice.kode_iuran.is_not(None))
    codes = {
        id_: bill_codes.folded(code or "")
        for id_, code in db.session.execute(issued.with_only_columns(Invoice.id, Invoice.kode_iuran))
    }
    found: set[UUID] = set()
    for stretch in stretches:
        near = process.extract(stretch, codes, scorer=fuzz.ratio, score_cutoff=_NEAR_CODE, limit=MOST)
        found.update(id_ for _, _, id_ in near)
    return found


def _named(actor: Actor, text: str) -> set[UUID]:
    """Partners whose whole name stands in the text, more or less; of schools told apart by a number the nearest."""
    if len(text) < _SHORTEST_NAME:
        return set()
    waiting = actor.sees(Invoice).where(Invoice.state.in_(OPEN)).with_only_columns(Invoice.organisation_id)
    names = {
        id_: name.upper()
        for id_, name in db.session.execute(
            actor.sees(Organisation)
            .where(Organisation.id.in_(waiting))
            .with_only_columns(Organisation.id, Organisation.name)
        )
        if len(name) >= _SHORTEST_NAME
    }
    near = process.extract(text.upper(), names, scorer=fuzz.partial_ratio, score_cutoff=_NEAR_NAME, limit=MOST)
    return {id_ for _, likeness, id_ in near if likeness == near[0][1]}
