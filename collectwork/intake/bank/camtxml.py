"""XML by local names: the namespaces of banks differ from version to version."""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree.ElementTree import Element


def local(element: Element) -> str:
    """The name without its namespace; empty for comments."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def below(element: Element, path: str) -> Iterator[Element]:
    """The elements at a path of local names."""
    name, _, rest = path.partition("/")
    for child in element:
        if local(child) == name:
            if rest:
                yield from below(child, rest)
            else:
                yield child


def text(element: Element, path: str) -> str | None:
    """The first text at a path that is not blank."""
    for found in below(element, path):
        said = (found.text or "").strip()
        if said:
            return said
    return None
