"""Open points of the law as decisions of a branch."""

from __future__ import annotations

import dataclasses

import pytest

from portal.rules.policies import CATALOGUE, Choice, Policies, Policy, Shape
from portal.values.fault import Invalid

pytestmark = pytest.mark.unit


def test_the_stated_defaults() -> None:
    assert dataclasses.asdict(Policies.defaults()) == {
        "pkl_relief": False,
        "guardian_consent_required": False,
        "relief_state_funded": "apbn_apbd_and_bos",
        "relief_arrears": "by_month",
        "jkm_waiting_counts": "completed",
        "jkm_waiting_after_lapse": "restarts",
        "jkm_reduced_split": "funeral_only",
        "report_two_hours": 48,
        "jkk_claim_years": 5,
        "claim_in_arrears": "after_settled",
        "kode_iuran_pattern": "",
        "kode_iuran_days": 0,
        "kpj_length": 11,
        "transfer_days": 7,
        "incentive_version": "v2022",
        "incentive_month_counts": "contribution_months",
        "incentive_former_interns": False,
        "incentive_tax": "none",
        "agent_pass_score": 70,
        "agent_return_months": 6,
        "bpu_template": "sipp_data_tk_baru",
    }


@pytest.mark.parametrize("policy", CATALOGUE.values(), ids=str)
def test_every_setting_survives_being_stored(policy: Policy) -> None:
    assert policy.citation
    assert policy.why_open
    settings = policy.kind.options if isinstance(policy.kind, Choice) else (policy.default,)
    assert policy.default in settings
    for setting in settings:
        assert policy.parse(Policy.text(setting)) == setting


def test_decisions_are_settings_or_their_stored_texts() -> None:
    typed = Policies.of({"report_two_hours": 72, "pkl_relief": True})
    stored = Policies.of({"report_two_hours": "72", "pkl_relief": "on"})
    assert typed == stored
    assert hash(typed) == hash(stored)
    assert (typed["report_two_hours"], typed.pkl_relief, typed.kpj_length) == (72, True, 11)
    with pytest.raises(KeyError):
        typed["__class__"]


@pytest.mark.parametrize(
    ("key", "text", "code"),
    [
        ("pkl_relief", "yes", "policy.switch"),
        ("pkl_relief", "", "policy.switch"),
        ("report_two_hours", "60", "policy.choice"),
        ("claim_in_arrears", "maybe", "policy.choice"),
        ("kpj_length", "7", "policy.count"),
        ("kpj_length", "14", "policy.count"),
        ("kode_iuran_days", "-1", "policy.count"),
        ("kode_iuran_days", "²", "policy.count"),
        ("kode_iuran_days", "9" * 5000, "policy.count"),
        ("kode_iuran_pattern", "(a+)+", "policy.shape"),
        ("kode_iuran_pattern", "9" * 41, "policy.shape"),
    ],
)
def test_nonsense_is_refused_and_says_in_which_field(key: str, text: str, code: str) -> None:
    with pytest.raises(Invalid) as caught:
        Policies.of({key: text})
    assert (caught.value.fault.code, caught.value.fault.field) == (code, key)


def test_a_key_that_is_none() -> None:
    with pytest.raises(Invalid) as caught:
        Policies.of({"tax": "on"})
    assert caught.value.fault.code == "policy.unknown"


@pytest.mark.parametrize(
    ("shape", "text", "fits"),
    [
        ("", "apa saja", True),
        ("9999", "0123", True),
        ("9999", "012", False),
        ("9999", "01234", False),
        ("9999", "٠١٢٣", False),
        ("AA-99", "KC-07", True),
        ("AA-99", "KC/07", False),
        ("**", "a1", True),
        ("**", "é1", False),
    ],
)
def test_the_shape_of_a_code(shape: str, text: str, fits: bool) -> None:
    assert Shape.fits(shape, text) is fits
