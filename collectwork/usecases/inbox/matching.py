"""Whose a message is. In this order: a mail of ours that it answers, our reference, numbers of
invoices, the sender. Whatever fits several accounts is for a person to say.

A page of messages is looked up at once: a few statements, however many messages and customers.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from collectwork.domain.inbox import About, Came, How, Match, Ours
from collectwork.usecases.inbox import clues
from collectwork.usecases.inbox.freemail import says_nothing
from collectwork.usecases.ports.work import Read

MOST_CANDIDATES = 10
_SUBJECTS = 600  # characters of the subject that are looked through


@dataclass(frozen=True, slots=True)
class _Clues:
    """What one message says of whose it is."""

    ids: tuple[str, ...]
    rows: tuple[str, ...]
    in_subject: tuple[str, ...]
    in_text: tuple[str, ...]
    words: Mapping[str, bool]  # in lower case; whether it may stand by itself


@dataclass(slots=True)
class _Book:
    """What the store knows of everything that a page's messages say."""

    by_id: dict[str, Ours] = field(default_factory=dict)
    by_row: dict[str, Ours] = field(default_factory=dict)
    by_token: dict[str, list[Ours]] = field(default_factory=dict)
    threads: Mapping[str, tuple[int, tuple[About, ...]]] = field(default_factory=dict)
    documents: Mapping[str, Sequence[tuple[int, About]]] = field(default_factory=dict)
    addresses: Mapping[str, Sequence[tuple[int, int]]] = field(default_factory=dict)
    domains: Mapping[str, Sequence[int]] = field(default_factory=dict)
    by_hand: Mapping[str, Sequence[int]] = field(default_factory=dict)


def matched(tx: Read, page: Sequence[Came], today: date, own: Collection[str]) -> list[Match]:
    """Whose each message is, in their order. ``own``: our addresses, in lower case."""
    said = [_clues(one) for one in page]
    book = _look_up(tx, page, said, today, own)
    return [_match(one, clue, book, own) for one, clue in zip(page, said, strict=True)]


def _clues(came: Came) -> _Clues:
    ids = [*came.thread, came.reported, *came.quoted]
    rows = [row[1] for one in ids if (row := clues.row_of(one)) is not None]
    subject = came.subject[:_SUBJECTS]
    text = came.text or came.full_text
    words: dict[str, bool] = {}
    if came.kind in ("reply", "auto"):
        for word in (*clues.words(subject), *clues.words(text)):
            lower = word.text.lower()
            words[lower] = words.get(lower, False) or word.strong
    return _Clues(
        ids=tuple(dict.fromkeys(one for one in ids if one)),
        rows=tuple(dict.fromkeys(rows)),
        in_subject=tuple(clues.tokens(subject)),
        in_text=tuple(clues.tokens(f"{came.text}\n{came.full_text}")),
        words=words,
    )


def _look_up(
    tx: Read, page: Sequence[Came], said: Sequence[_Clues], today: date, own: Collection[str]
) -> _Book:
    ids = {id for one in said for id in one.ids}
    tokens = {token for one in said for token in (*one.in_subject, *one.in_text)}
    book = _Book(threads=tx.inbox.threads(ids))
    for ours in tx.inbox.ours(ids, {row for one in said for row in one.rows}, tokens):
        book.by_id[ours.message_id] = ours
        book.by_row[ours.outbox_id] = ours
        book.by_token.setdefault(ours.token, []).append(ours)
    book.documents = tx.inbox.documents({word for one in said for word in one.words}, today)
    senders = {address for one in page for address in (one.sender, one.answer_to) if address}
    book.addresses = tx.inbox.addresses(senders)
    book.by_hand = tx.inbox.by_hand(senders)
    ours_too = {address.rpartition("@")[2] for address in own}
    asked = {
        domain
        for one, clue in zip(page, said, strict=True)
        if (domain := one.sender.rpartition("@")[2])
        and one.kind in ("reply", "auto")
        and one.sender not in book.addresses
        and domain not in ours_too
        and not says_nothing(domain)
        and _answered(clue, book) is None
    }
    book.domains = tx.inbox.domains(asked)
    return book


def _match(came: Came, clue: _Clues, book: _Book, own: Collection[str]) -> Match:
    found = _by_ours(came, clue, book)
    if found is None:
        found = _by_thread(came, clue, book)
    if found is None and came.kind in ("reply", "auto"):
        found = _by_documents(came, clue, book) or _by_sender(came, clue, book)
    if found is None:
        found = Match(why="nothing in it points to an account")
    found = _with_contact(found, came, book)
    if found.customer_id is None and came.sender not in own:
        known = book.by_hand.get(came.sender, ())
        found = replace(
            found,
            candidates=tuple(dict.fromkeys((*known, *found.candidates)))[:MOST_CANDIDATES],
        )
    return found


# ----- a mail of ours


def _answered(clue: _Clues, book: _Book) -> tuple[Ours, How] | None:
    """The mail of ours that it answers: by its id, else by our reference."""
    for id in clue.ids:
        row = clues.row_of(id)
        ours = book.by_id.get(id)
        if ours is None and row is not None:
            ours = book.by_row.get(row[1])
            ours = ours if ours is not None and ours.token.upper() == row[0] else None
        if ours is not None:
            return ours, "message_id"
    for token in (*clue.in_subject, *clue.in_text):
        known = book.by_token.get(token, ())
        if len({one.customer_id for one in known}) == 1:
            return max(known, key=lambda one: one.sent_at), "token"
    return None


def _by_ours(came: Came, clue: _Clues, book: _Book) -> Match | None:
    answered = _answered(clue, book)
    if answered is None or answered[0].customer_id is None:
        return None
    ours, how = answered
    named = _named(clue, book, ours.customer_id)
    words = "it answers a mail of ours" if how == "message_id" else f"it quotes {ours.token}"
    return Match(
        how, ours.customer_id, ours=ours, about=named or ours.about, why=words
    )  # fmt: skip


def _by_thread(came: Came, clue: _Clues, book: _Book) -> Match | None:
    """An answer to a mail that came in before: the same conversation."""
    for id in clue.ids:
        if id in book.threads:
            customer_id, about = book.threads[id]
            named = _named(clue, book, customer_id)
            why = "it goes on with a conversation that is filed"
            return Match("message_id", customer_id, about=named or about, why=why)
    return None


# ----- invoices


def _named(clue: _Clues, book: _Book, customer_id: int | None) -> tuple[About, ...]:
    """The invoices of a customer that it names; weak words count, the customer is known."""
    found: dict[int, About] = {}
    for word in clue.words:
        for owner, about in book.documents.get(word, ()):
            if owner == customer_id:
                found[about.item_id] = about
    return tuple(found.values())


def _by_documents(came: Came, clue: _Clues, book: _Book) -> Match | None:
    """Numbers that point to one account, by themselves or among those the sender may be of."""
    owners: dict[int, int] = {}
    for word, strong in clue.words.items():
        for customer_id in {owner for owner, _ in book.documents.get(word, ())} if strong else ():
            owners[customer_id] = owners.get(customer_id, 0) + 1
    if not owners:
        return None
    ranked = sorted(owners, key=lambda one: (-owners[one], one))
    if len(ranked) > 1:
        of_sender = _of_sender(came, book)
        both = [one for one in ranked if one in of_sender]
        if len(both) != 1:
            why = f"its numbers are invoices of {len(ranked)} accounts"
            return Match(candidates=tuple(both + [o for o in ranked if o not in both]), why=why)
        ranked = both
    about = _named(clue, book, ranked[0])
    why = f"it names {', '.join(one.document for one in about[:3])}"
    return Match("document", ranked[0], about=about, why=why)


# ----- the sender


def _of_sender(came: Came, book: _Book) -> list[int]:
    """Accounts that the sender's address, else its domain, belongs to."""
    for address in (came.sender, came.answer_to):
        if owners := [customer_id for customer_id, _ in book.addresses.get(address, ())]:
            return list(dict.fromkeys(owners))
    return list(book.domains.get(came.sender.rpartition("@")[2], ()))


def _by_sender(came: Came, clue: _Clues, book: _Book) -> Match | None:
    owners = _of_sender(came, book)
    if not owners:
        return None
    if len(owners) > 1:
        naming = [one for one in owners if _named(clue, book, one)]
        if len(naming) != 1:
            why = f"{came.sender} is known at {len(owners)} accounts"
            return Match(candidates=tuple(owners[:MOST_CANDIDATES]), why=why)
        owners = naming
    known = came.sender in book.addresses or came.answer_to in book.addresses
    why = f"{came.sender} is a contact" if known else "nobody else has addresses at its domain"
    return Match("sender", owners[0], about=_named(clue, book, owners[0]), why=why)


def _with_contact(found: Match, came: Came, book: _Book) -> Match:
    """The customer's contact that wrote it, where the address is known there."""
    for address in (came.sender, came.answer_to):
        for customer_id, contact_id in book.addresses.get(address, ()):
            if customer_id == found.customer_id:
                return replace(found, contact_id=contact_id)
    return found
