"""Customer, contact and people lists."""

from __future__ import annotations

from collectwork.domain.activity import Draft
from collectwork.domain.customers import key
from collectwork.domain.ledger import CustomerFacts
from collectwork.domain.team import Person
from collectwork.usecases.intaking import Intake, Taken


def customers(intake: Intake) -> Taken:
    """A customer list updates master data; contacts added here are kept."""
    content, imports = intake.content, intake.tx.imports
    ids = imports.upsert_customers(content.customers, intake.run_id, master=True)
    gone = imports.upsert_contacts(content.contacts, ids, intake.run_id, master=True)
    taken = Taken(customers=len(set(ids.values())), company=content.company or "")
    taken.items = len(content.contacts)
    taken.events["vanished"] = gone
    return taken


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
