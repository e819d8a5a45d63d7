"""JSON: one record per line, an array of records, or an array under a key. Numbers stay exact.

Records become rows below a header of their keys. What is nested one level is named by both keys
(``customer.id`` is *customer id*); a list of records inside a record is a row each.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from collectwork.errors import InputRefused
from collectwork.intake import headings
from collectwork.intake.gate import MAX_COLUMNS, MAX_FIELD, Text
from collectwork.intake.layout import AMOUNTS
from collectwork.intake.table import Table

_ITSELF = frozenset(["value", "amount", "text", "code", "number", "no"])
_GENERIC = frozenset(["number", "no", "nr", "num", "id", "ref", "reference"])
_MORE = frozenset(["next", "nextlink", "@odatanextlink", "odatanextlink", "hasmore", "nextpage",
                   "nexturl", "nextcursor", "nextpagetoken"])  # fmt: skip
_COUNTS = frozenset(["count", "totalcount", "@odatacount", "odatacount", "totalresults"])


def table(text: Text) -> Table:
    """The records of a JSON text as rows; InputRefused when they are none or only a page."""
    if text.spoiled:
        raise _broken("it holds letters that are not UTF-8")
    above: list[list[Any]] = []
    spoiled: dict[int, str] = {}
    whole, error = _loaded(text.text)
    records = _records(whole, above) if error is None else _lines(text.text, spoiled, error)
    if not records:
        raise InputRefused("Not imported: the JSON holds no records. Export the list again.")
    names, rows = _rows(records)
    shift = len(above) + 1
    found = Table([*above, names, *rows], typed=True, form="JSON", notes=list(text.notes))
    found.spoiled = {index + shift: why for index, why in spoiled.items()}
    for index, row in enumerate(rows, shift):
        if any(isinstance(cell, str) and len(cell) > MAX_FIELD for cell in row):
            found.spoiled[index] = "a field of at most 64,000 letters"
    return found


def _loaded(text: str) -> tuple[Any, Exception | None]:
    try:
        return (
            json.loads(
                text,
                parse_float=_decimal,
                parse_int=_whole,
                parse_constant=_constant,
                object_pairs_hook=_once,
            ),
            None,
        )
    except RecursionError:
        raise _broken("its records are nested too deeply") from None
    except (ValueError, ArithmeticError) as error:
        return None, error


def _decimal(text: str) -> Any:
    """Exact; one too large or too fine for any amount stays the text that it is."""
    number = Decimal(text)
    exponent = number.as_tuple().exponent
    fits = isinstance(exponent, int) and exponent > -40 and number.adjusted() < 20
    return number if fits else text


def _whole(text: str) -> Any:
    return int(text) if len(text) < 20 else text


def _constant(name: str) -> Any:
    raise InputRefused(f"Not imported: {name} is no number. Export the list again.")


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise InputRefused(
            f"Not imported: a record names {twice!r} twice, and it is not certain which one is "
            "meant. Export the list again."
        )
    return found


def _broken(why: str) -> InputRefused:
    return InputRefused(f"Not imported: the JSON is broken: {why}. Export the list again.")


def _lines(text: str, spoiled: dict[int, str], error: Exception) -> list[Any]:
    """One record per line; a line that is none is named."""
    lines = [line for line in text.splitlines() if line.strip()]
    records: list[Any] = []
    for index, line in enumerate(lines):
        record, wrong = _loaded(line)
        if wrong is None and isinstance(record, dict):
            records.append(record)
            continue
        if index == 0 or text.lstrip()[:1] == "[":
            raise _broken(str(error)) from error
        spoiled[index] = "a JSON record"
        records.append({})
    return records


def _records(whole: Any, above: list[list[Any]]) -> list[Any]:
    """The records of an array, or of the one array under a key; what stands beside it is put
    above the header."""
    if isinstance(whole, list):
        return whole
    if not isinstance(whole, dict):
        raise _broken("it holds no records")
    lists = [key for key, value in whole.items() if _is_records(value)]
    if not lists:
        return [whole]
    if len(lists) > 1:
        raise InputRefused(
            f"Not imported: the JSON holds several lists ({', '.join(map(repr, lists[:5]))}). "
            "Save the one that is meant as a file."
        )
    records: list[Any] = whole[lists[0]]
    for key, value in whole.items():
        if key == lists[0] or isinstance(value, (list, dict)) or value in (None, ""):
            continue
        name = headings.normal(key)
        if name in _MORE and value is not False:
            raise InputRefused(
                f"Not imported: this is one page of a longer list ({key!r} leads to the next one). "
                "Save all pages as one list."
            )
        if name in _COUNTS and isinstance(value, int) and value != len(records):
            raise InputRefused(
                f"Not imported: {key!r} says {value:,} records, the file holds {len(records):,}. "
                "Export the list again, whole."
            )
        above.append([_spaced(key), _cell(value)])
    return records


def _is_records(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(one, dict) for one in value)


def _rows(records: Iterable[Any]) -> tuple[list[str], list[list[Any]]]:
    places: dict[tuple[str, ...], int] = {}
    flat: list[dict[tuple[str, ...], Any]] = []
    for position, record in enumerate(records, 1):
        if not isinstance(record, dict):
            raise _broken(f"record {position} is no object")
        for one in _expanded(record):
            for path in one:
                places.setdefault(path, len(places))
            if len(places) > MAX_COLUMNS:
                raise InputRefused(
                    f"Not imported: the records have more than {MAX_COLUMNS:,} fields."
                )
            flat.append(one)
    rows = []
    for one in flat:
        row: list[Any] = [""] * len(places)
        for path, value in one.items():
            row[places[path]] = value
        rows.append(row)
    return _names(list(places)), rows


def _expanded(record: Mapping[str, Any]) -> list[dict[tuple[str, ...], Any]]:
    """A record as one row, or as one for each record of the list inside it. An invoice stays one
    row, whatever lines it lists; amounts of a customer are not those of each invoice below it."""
    if _is_invoice(record):
        record = {key: value for key, value in record.items() if not _is_records(value)}
    inside = [key for key, value in record.items() if _is_records(value)]
    if len(inside) > 1:
        raise InputRefused(
            f"Not imported: a record holds several lists ({', '.join(map(repr, inside[:5]))}). "
            "Export one of them."
        )
    own: dict[tuple[str, ...], Any] = {}
    for key, value in record.items():
        if isinstance(value, dict):
            own |= {(key, name): _cell(cell) for name, cell in value.items()}
        elif key not in inside:
            own[(key,)] = _cell(value)
    if not inside:
        return [own]
    own = {path: cell for path, cell in own.items() if not _is_money(path, cell)}
    return [
        own | {(inside[0], name): _cell(cell) for name, cell in one.items()}
        for one in record[inside[0]]
    ]


def _is_invoice(record: Mapping[str, Any]) -> bool:
    """It has a number or a day of its own, as customers do not."""
    names = [
        f"{_spaced(key)} {_spaced(name)}" if name else _spaced(key)
        for key, value in record.items()
        for name in (value if isinstance(value, dict) else [""])
        if value not in (None, "") and not isinstance(value, list)
    ]
    return any(
        {part for part, _ in headings.fields(name)} & {"document", "due", "issued"}
        for name in names
        if headings.normal(name) not in _GENERIC
    )


def _is_money(path: tuple[str, ...], cell: Any) -> bool:
    meant = {part for part, _ in headings.fields(_spaced(path[-1]))}
    return cell != "" and bool(meant & AMOUNTS) and "credit_limit" not in meant


def _cell(value: Any) -> Any:
    if value is None:
        return ""
    if isinstance(value, (str, bool, int, Decimal)):
        return value
    if isinstance(value, list) and all(isinstance(one, (str, int, Decimal)) for one in value):
        return ", ".join(map(str, value))
    return json.dumps(value, default=str, ensure_ascii=False)


def _names(paths: list[tuple[str, ...]]) -> list[str]:
    """A heading for every path: its last key if that is known and nobody else's, else both."""
    single = [path[-1] for path in paths]
    names = []
    for path in paths:
        if len(path) == 1:
            names.append(_spaced(path[0]))
            continue
        both = " ".join(map(_spaced, path))
        one_of = f"{_spaced(path[0]).removesuffix('s')} {_spaced(path[1])}"  # contacts.name
        alone = _spaced(path[1])
        inner = headings.normal(path[1])
        if headings.fields(both) or headings.fields(one_of):
            names.append(both if headings.fields(both) else one_of)
        elif inner in _ITSELF and headings.fields(_spaced(path[0])):
            names.append(_spaced(path[0]))
        elif headings.fields(alone) and single.count(path[1]) == 1 and inner not in ("id", "name"):
            names.append(alone)
        else:
            names.append(both)
    return names


def _spaced(key: str) -> str:
    return " ".join(key.replace("_", " ").split())[:200]
