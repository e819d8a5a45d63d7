"""What planning keeps: policies, assignment, alerts, proposals, versions of the rules."""

from __future__ import annotations

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Each part below adds what it needs."""
