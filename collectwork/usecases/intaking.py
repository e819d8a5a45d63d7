"""An import under way, and what it came to: the values that its parts share."""

from __future__ import annotations

from dataclasses import dataclass, field

from collectwork.domain.activity import Draft
from collectwork.domain.ledger import EVENTS, FileContent, Progress
from collectwork.usecases.desk import Desk
from collectwork.usecases.ports.work import Write


@dataclass(slots=True)
class Taken:
    """What taking a content over came to."""

    items: int = 0
    customers: int = 0
    company: str = ""
    totals: dict[str, int] = field(default_factory=dict)
    past_due: dict[str, int] = field(default_factory=dict)
    events: dict[str, int] = field(default_factory=lambda: dict.fromkeys(EVENTS, 0))
    warnings: list[str] = field(default_factory=list)
    drafts: list[Draft] = field(default_factory=list)


@dataclass(slots=True)
class Intake:
    """An import under way: the desk, its transaction, the content and the run's number."""

    desk: Desk
    tx: Write
    content: FileContent
    run_id: int
    key: str
    at: str
    progress: Progress | None = None  # told rows stored and rows in all; may raise Stopped
