"""The contact policy: policies."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import typer

from collectwork.cli.main import app
from collectwork.cli.options import CSV, JSON
from collectwork.cli.output import answer, as_json, say, tell
from collectwork.cli.session import SESSION

if TYPE_CHECKING:
    from collectwork.domain.contact_policy import ChannelNow
    from collectwork.rules.policies import Policy
    from collectwork.usecases.policies import ContactNow


@app.command("policies")
def policies(
    customer: str = typer.Option(None, "--customer", help="What holds for this one now."),
    json: bool = JSON,
    csv: bool = CSV,
) -> None:
    """The rows of the contact policy in words; for a customer what each channel allows now."""
    from collectwork.usecases import accounts
    from collectwork.usecases import policies as policy

    with SESSION.desk() as desk:
        if customer is not None:
            told = policy.contact_now(desk, accounts.find(desk, customer).id)
            _customer(told, json=json, csv=csv)
            return
        known = policy.in_force(desk)
    if known.trouble:
        say(f"The rules cannot be read, the last version that could holds: {known.trouble}")
    rows = [_row(one) for one in known.rows]
    if json or csv:
        answer(rows, json=json, csv=csv, columns=[(name, name, "left") for name in rows[0]])
        return
    for row in rows:
        tell(f"{row['name']}: {row['words']}")


def channel_rows(channels: tuple[ChannelNow, ...]) -> list[dict[str, Any]]:
    """What each channel allows, as JSON."""
    from collectwork.domain import clocks

    return [
        {
            "channel": one.channel,
            "state": one.state,
            "free_from": clocks.text(one.free_from) if one.free_from else None,
            "findings": [
                {
                    "rule": found.rule,
                    "mode": found.mode,
                    "words": found.words,
                    "source": found.source or None,
                    "override": found.override,
                    "free_from": clocks.text(found.free_from) if found.free_from else None,
                }
                for found in one.findings
            ],
        }
        for one in channels
    ]


def _row(row: Policy) -> dict[str, Any]:
    from collectwork.rules.policy_words import policy_words

    return {
        "name": row.name,
        "mode": row.mode,
        "limits": row.stop or row.limit,
        "words": policy_words(row),
        "channels": list(row.channels),
        "override": row.override,
        "from": row.since.isoformat() if row.since else None,
        "until": row.until.isoformat() if row.until else None,
        "source": row.source or None,
        "built_in": row.built_in,
    }


def _customer(told: ContactNow, *, json: bool, csv: bool) -> None:
    from collectwork.domain.clocks import MACHINE
    from collectwork.rules.policy_words import channel_words

    zones = [str(zone) for zone in told.place.zones]
    rows = channel_rows(told.channels)
    if json:
        as_json(
            {
                "customer": told.customer.number,
                "name": told.customer.name,
                "person": told.person,
                "zones": zones,
                "zone_words": told.place.words or None,
                "version": told.rules.version or None,
                "channels": rows,
            }
        )
        return
    if csv:
        answer(
            [
                row | {"findings": "; ".join(one["words"] for one in row["findings"])}
                for row in rows
            ],
            csv=True,
            columns=[
                (name, name, "left") for name in ("channel", "state", "free_from", "findings")
            ],
        )
        return
    who = "a person" if told.person else "a company"
    where = told.place.words or ", ".join(zones) or "an unknown place"
    tell(f"{told.customer.number} {told.customer.name}: {who}, {where}")
    for one in told.channels:
        tell(f"  {channel_words(one, MACHINE)}")
