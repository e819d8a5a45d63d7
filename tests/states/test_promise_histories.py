"""Random histories of promises in the store, on both databases."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from collectwork.usecases.desk import Desk
from states.promise_machine import FREEZE, TOLERANCE, PromiseMachine

_UNHURRIED: dict[str, Any] = {
    "deadline": None,
    "suppress_health_check": [HealthCheck.too_slow, HealthCheck.filter_too_much],
}


def _on(desk: Desk) -> type[PromiseMachine]:
    policy = replace(
        desk.policy, promise_freeze_days=FREEZE, promise_tolerance_days=TOLERANCE,
        undo_seconds=3600,
    )  # fmt: skip
    return type("Machine", (PromiseMachine,), {"desk": replace(desk, policy=policy)})


def test_any_history_agrees_with_the_reference(sqlite_desk: Desk) -> None:
    run_state_machine_as_test(  # type: ignore[no-untyped-call]
        _on(sqlite_desk), settings=settings(max_examples=12, stateful_step_count=16, **_UNHURRIED)
    )


def test_on_both_databases(desk: Desk) -> None:
    run_state_machine_as_test(  # type: ignore[no-untyped-call]
        _on(desk), settings=settings(max_examples=3, stateful_step_count=10, **_UNHURRIED)
    )
