"""Random histories of disputes, blocks, resubmissions and call-backs, on both databases."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import run_state_machine_as_test
from working.office import MovableClock

from collectwork.domain.disputes import STATES, Act, after
from collectwork.errors import InputRefused
from collectwork.usecases.desk import Desk
from states.holding_machine import HoldingMachine

_UNHURRIED: dict[str, Any] = {
    "deadline": None,
    "suppress_health_check": [HealthCheck.too_slow, HealthCheck.filter_too_much],
}
#: What leads where, written down a second time.
_FITS = {
    ("proposed", "confirm"): "open", ("proposed", "decline"): "declined",
    ("proposed", "clear"): "resolved", ("proposed", "change"): "proposed",
    ("open", "resolve"): "resolved", ("open", "withdraw"): "withdrawn",
    ("open", "clear"): "resolved", ("open", "change"): "open",
    ("resolved", "reopen"): "open", ("withdrawn", "reopen"): "open", ("declined", "reopen"): "open",
}  # fmt: skip
_ACTS: tuple[Act, ...] = (
    "confirm", "decline", "resolve", "withdraw", "reopen", "clear", "change"
)  # fmt: skip


@given(st.sampled_from(STATES), st.lists(st.sampled_from(_ACTS), max_size=12))
def test_a_dispute_goes_only_where_the_table_leads(state: str, acts: list[Act]) -> None:
    for act in acts:
        expected = _FITS.get((state, act))
        if expected is None:
            with pytest.raises(InputRefused, match=state):
                after(state, act)
        else:
            state = after(state, act)
            assert state == expected


def _on(desk: Desk, clock: MovableClock) -> type[HoldingMachine]:
    policy = replace(desk.policy, undo_seconds=10**9)
    own = {"desk": replace(desk, policy=policy), "clock": clock}
    return type("Machine", (HoldingMachine,), own)


def test_any_history_agrees_with_the_reference(sqlite_desk: Desk, clock: MovableClock) -> None:
    run_state_machine_as_test(  # type: ignore[no-untyped-call]
        _on(sqlite_desk, clock),
        settings=settings(max_examples=12, stateful_step_count=16, **_UNHURRIED),
    )


def test_on_both_databases(desk: Desk, clock: MovableClock) -> None:
    run_state_machine_as_test(  # type: ignore[no-untyped-call]
        _on(desk, clock), settings=settings(max_examples=3, stateful_step_count=10, **_UNHURRIED)
    )
