"""The file's own totals against what was read: equal, not checkable, or refused."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from collectwork.domain.money import decimals
from collectwork.intake.steps import Total


@dataclass(slots=True)
class Stated:
    """A total row's figure in minor units: None where a formula was never calculated; the
    currency is None where several stand above it and the row names none."""

    total: Total
    minor: int | None
    currency: str | None


@dataclass(slots=True)
class Reconciled:
    """What the totals prove. ``differences``: (total, stated, read); ``set_aside``: unlabelled
    sums of a plain list, no items; ``unlike``: unlabelled figures that are no sum."""

    checked: int = 0
    unchecked: list[str] = field(default_factory=list)
    differences: list[tuple[Stated, int]] = field(default_factory=list)
    set_aside: list[Stated] = field(default_factory=list)
    unlike: list[Stated] = field(default_factory=list)
    grand: bool = False

    def words(self) -> str:
        """One sentence for the report."""
        if self.checked and not self.unchecked:
            which = "totals" if self.checked > 1 else "total"
            return f"equal to the file's {which} ({self.checked} checked)"
        if self.checked:
            return f"equal to {self.checked} of the file's totals; not checkable: " + "; ".join(
                sorted(set(self.unchecked))
            )
        if self.unchecked:
            return "not checkable: " + "; ".join(sorted(set(self.unchecked)))
        return "not checkable: the file states no total"


def reconcile(
    sequence: Sequence[int | Stated],
    amount: Callable[[int], tuple[str, int]],
    *,
    grouped: bool,
) -> Reconciled:
    """Walk items and totals in order. ``amount(index)``: currency and minor units of an item."""
    result = Reconciled()
    whole: dict[str, int] = {}
    part: dict[str, int] = {}  # since the last subtotal
    block: dict[str, int] = {}  # since the last total of two stars
    ahead: Stated | None = None  # states the sum of what follows it
    top: list[Stated] = []  # totals above all items
    for step in sequence:
        if isinstance(step, int):
            currency, minor = amount(step)
            for sums in (whole, part, block):
                sums[currency] = sums.get(currency, 0) + minor
            continue
        if ahead is not None:
            _check(ahead, result, part, part, part, True)
            ahead = None
        if step.total.ahead:
            ahead = step
        elif not whole and step.total.label:
            top.append(step)
        else:
            _check(step, result, whole, part, block, grouped)
        part.clear()
        if step.total.stars >= 2:
            block.clear()
    if ahead is not None:
        _check(ahead, result, part, part, part, True)
    for step in top:
        _check(step, result, whole, whole, whole, grouped)
    return result


def _check(
    step: Stated,
    result: Reconciled,
    whole: dict[str, int],
    part: dict[str, int],
    block: dict[str, int],
    grouped: bool,
) -> None:
    currency = step.currency or (next(iter(whole)) if len(whole) == 1 else None)
    if currency is None:
        result.unchecked.append(
            "a total over several currencies" if whole else "a total above all items"
        )
        return
    expected = [sums.get(currency, 0) for sums in (part, block, whole)]
    if step.minor in expected and step.minor is not None:
        result.checked += 1
        result.grand = result.grand or step.minor == expected[2]
        if not step.total.label and not grouped:
            result.set_aside.append(step)
    elif step.minor is None or step.minor == 0:
        result.unchecked.append("totals are formulas without a stored result")
    elif not step.total.label and not grouped:
        result.unlike.append(step)
    else:
        nearest = min(expected, key=lambda read: abs(read - (step.minor or 0)))
        result.differences.append((step, nearest))


def sentence(step: Stated, read: int, row: int) -> str:
    """What is wrong with a total, with the difference."""
    currency = step.currency or ""
    stated = step.minor or 0
    return (
        f"row {row}: the file's total {step.total.label!r} says {decimals(stated, currency)}, the "
        f"items read add up to {decimals(read, currency)} (difference "
        f"{decimals(stated - read, currency)} {currency})"
    )
