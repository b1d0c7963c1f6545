"""What a clinic is told when it asks whether somebody was covered at an instant, and what that means for the patient.

The cover itself is the answer of `rules.coverage`, of whichever enrolment was best for the person at that instant.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType

from portal.rules.coverage import Cover, Facts, State, cover_at
from portal.rules.dated import law
from portal.rules.policies import CATALOGUE, Policies
from portal.rules.reason import Reason
from portal.values.clock import in_wib


class Verdict(StrEnum):
    """The answer in a word. UNKNOWN: nobody of that number is registered here, which does not say nowhere."""

    COVERED = "covered"
    IN_ARREARS = "in_arrears"
    NOT_YET = "not_yet"
    NOT_COVERED = "not_covered"
    UNKNOWN = "unknown"


_VERDICTS = MappingProxyType(
    {
        State.COVERED: Verdict.COVERED,
        State.IN_ARREARS: Verdict.IN_ARREARS,
        State.NOT_YET: Verdict.NOT_YET,
        State.NOT_REGISTERED: Verdict.NOT_YET,
        State.LAPSED: Verdict.NOT_COVERED,
        State.ENDED: Verdict.NOT_COVERED,
    }
)
#: The best for the person first: somebody may have had several enrolments.
_BEST = (State.COVERED, State.IN_ARREARS, State.NOT_YET, State.LAPSED, State.ENDED, State.NOT_REGISTERED)


@dataclass(frozen=True, slots=True)
class Answer:
    """What to say. `cover` is None for somebody unknown. `meaning`: for the patient; `todo`: for whoever asked, first
    things first; `place` says which of the enrolments it was."""

    verdict: Verdict
    reason: Reason
    meaning: tuple[Reason, ...]
    todo: tuple[Reason, ...]
    cover: Cover | None = None
    place: int | None = None

    @property
    def cashless(self) -> bool:
        return self.cover is not None and self.cover.cashless


def answer(at: datetime, enrolments: Iterable[Facts], policies: Policies, *, traffic: bool = False) -> Answer:
    """Covered at this instant by any of these enrolments, and what follows. `traffic`: a traffic accident, of which
    Jasa Raharja pays first."""
    covers = [(cover_at(at, facts, policies), place) for place, facts in enumerate(enrolments)]
    if not covers:
        rule = law().on("cover_start", in_wib(at).date())
        told = (_rule("check.meaning.general", at), *_traffic(at, traffic))
        return Answer(Verdict.UNKNOWN, Reason.by(rule, "check.unknown"), told, (_rule("check.todo.unknown", at),))
    cover, place = min(covers, key=lambda each: (_BEST.index(each[0].state), each[1]))
    verdict = verdict_of(cover)
    meaning = (*_meaning(at, cover, policies), *_traffic(at, traffic))
    return Answer(verdict, cover.reason, meaning, tuple(_todo(at, verdict, traffic)), cover, place)


def verdict_of(cover: Cover) -> Verdict:
    """The answer in a word, for somebody who is known."""
    return _VERDICTS[cover.state]


def _meaning(at: datetime, cover: Cover, policies: Policies) -> Iterator[Reason]:
    if cover.cashless:
        yield _rule("check.meaning.cashless", at)
    elif cover.state is State.IN_ARREARS:
        decided = CATALOGUE["claim_in_arrears"]
        code = f"check.meaning.arrears.{policies.claim_in_arrears}"
        yield Reason(code, {"months": cover.owed}, decided.citation, "?")
    else:
        yield _rule("check.meaning.general", at)
        # What is paid after an accident does not reach back to it.
        yield Reason.by(law().on("cover_start", in_wib(at).date()), "check.meaning.not_back")


def _traffic(at: datetime, traffic: bool) -> Iterator[Reason]:
    if traffic:
        yield Reason.by(law().on("jkk_documents.traffic", in_wib(at).date()), "check.meaning.traffic")


def _todo(at: datetime, verdict: Verdict, traffic: bool) -> Iterator[Reason]:
    day = in_wib(at).date()
    if verdict in {Verdict.COVERED, Verdict.IN_ARREARS}:
        yield Reason.by(law().on("report.one", day), "check.todo.report", hours=law().on("report.one", day).value)
        yield _rule("check.todo.papers", at)
        if traffic:
            yield Reason.by(law().on("jkk_documents.traffic", day), "check.todo.traffic")
    else:
        yield _rule("check.todo.ask_branch", at)


def _rule(code: str, at: datetime) -> Reason:
    return Reason.by(law().on("plkk.cashless", in_wib(at).date()), code)
