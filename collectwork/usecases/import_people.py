"""Customer, contact and people lists."""

from __future__ import annotations

from collections.abc import Sequence

from collectwork.domain.activity import Draft
from collectwork.domain.customers import key
from collectwork.domain.ledger import CustomerFacts
from collectwork.domain.team import Person
from collectwork.usecases.intaking import Intake, Taken


def customers(intake: Intake) -> Taken:
    """A customer list updates master data; contacts added here are kept."""
    content, imports = intake.content, intake.tx.imports
    ids = imports.upsert_customers(content.customers, intake.run_id, master=True)
    taken = Taken(customers=len(set(ids.values())), company=content.company or "")
    left, back, partial = imports.listed_customers(set(ids.values()), intake.run_id)
    gone = 0
    if content.contacts:
        gone = imports.upsert_contacts(content.contacts, ids, intake.run_id, master=True)
    taken.items = len(content.contacts)
    taken.events["vanished"] = gone + len(left)
    for kind, customers in (("customer.vanished", left), ("customer.back", back)):
        taken.drafts += [
            Draft(kind, number, {"account": id, "import": intake.run_id, "text": content.path.name})
            for id, number in customers
        ]
    _say(taken, left, back, partial, gone)
    return taken


def _say(
    taken: Taken,
    left: Sequence[tuple[int, str]],
    back: Sequence[tuple[int, str]],
    partial: int,
    gone: int,
) -> None:
    if left:
        some = ", ".join(number for _, number in left[:5]) + (" …" if len(left) > 5 else "")
        taken.warnings.append(
            f"{len(left)} customers of the list before are not on this one: marked, not deleted "
            f"({some})"
        )
    if back:
        taken.warnings.append(f"{len(back)} customers are on the list again")
    if partial:
        taken.warnings.append(
            f"{partial} customers of earlier lists are not on this one, more than it names: taken "
            "as a part of the list, nobody was marked as vanished"
        )
    if gone:
        taken.warnings.append(
            f"{gone} contacts are no longer named: marked, not deleted, and not written to"
        )


def contacts(intake: Intake) -> Taken:
    """A contact list adds people to customers; unknown customers are added by their number."""
    content, imports = intake.content, intake.tx.imports
    known = imports.customer_ids()
    lacking = {one.number for one in content.contacts if key(one.number) not in known}
    facts = [CustomerFacts(number, number) for number in sorted(lacking)]
    ids = imports.upsert_customers(facts, intake.run_id, master=False)
    ids |= {
        one.number: known[key(one.number)][0]
        for one in content.contacts
        if key(one.number) in known
    }
    gone = imports.upsert_contacts(content.contacts, ids, intake.run_id, master=True)
    taken = Taken(
        items=len(content.contacts), customers=len({ids[c.number] for c in content.contacts})
    )
    taken.events["vanished"] = gone
    _say(taken, (), (), 0, gone)
    if lacking:
        taken.warnings.append(f"{len(lacking)} customers were not known and were added")
    return taken


def people(intake: Intake) -> Taken:
    """Collectors and leads, by login."""
    rows = [
        Person(
            login, name, role, team, email, phone, languages, skills, seniority, capacity
        )
        for login, name, role, team, email, phone, languages, skills, seniority, capacity
        in intake.content.rows
    ]  # fmt: skip
    taken = Taken(items=len(rows))
    taken.events["new"] = intake.tx.imports.upsert_people(rows)
    logins = sorted(person.login for person in rows)
    taken.drafts.append(Draft("people.changed", None, {"logins": logins, "import": intake.run_id}))
    return taken
