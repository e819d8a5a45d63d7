"""Where long work is, in words."""

from __future__ import annotations

from collectwork.domain.progress import Step


def told(step: Step) -> str:
    """``storing 40,000 of 120,000 rows, 81,000/s, 1 s left``; what is not known is left out."""
    if not step.done:
        rows = f" {step.of:,} {step.counted}" if step.of else ""
        spent = f" {_time(step.spent)}" if step.spent >= 1 else ""
        return f"{step.phase}{rows} …{spent}".strip()
    whole = f" of {step.of:,}" if step.of else ""
    rate = f", {step.rate:,.0f}/s" if step.rate else ""
    left = f", {_time(step.left)} left" if step.left is not None else ""
    return f"{step.phase} {step.done:,}{whole} {step.counted}{rate}{left}".strip()


def _time(seconds: float) -> str:
    whole = max(1, round(seconds))
    return f"{whole} s" if whole < 100 else f"{whole // 60} min {whole % 60:02d} s"
