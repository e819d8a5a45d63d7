"""Requests to Graph held against Microsoft's own description of its mail endpoints.

``openapi-mail.json`` knows paths, query options and bodies; ``csdl-mail.xml``, the authority, knows
the names of properties. Whatever they object to is a sentence in the answer.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator
from lxml import etree

EDM = {"e": "http://docs.oasis-open.org/odata/ns/edm"}
_BEYOND = ("$value",)  # of the reference, not in the OpenAPI file


class Schema:
    """Both files, read once."""

    def __init__(self, folder: Path) -> None:
        self._doc = json.loads((folder / "openapi-mail.json").read_text("utf-8"))
        self._paths = [
            (re.compile("[^/]+".join(map(re.escape, re.split(r"\{[^}]+\}", path))) + "$"), item)
            for path, item in sorted(self._doc["paths"].items(), key=lambda one: one[0].count("{"))
        ]
        self._types = _types(etree.parse(folder / "csdl-mail.xml").getroot())

    def faults(self, method: str, path: str, query: Mapping[str, str], body: Any) -> Iterator[str]:
        """What is wrong with a request; ``body`` is None where there was none."""
        if path.rsplit("/", 1)[-1] in _BEYOND:
            return
        found = [item for pattern, item in self._paths if pattern.match(path)]
        operation = next((one[method.lower()] for one in found if method.lower() in one), None)
        if operation is None:
            yield f"no such path: {method} {path}"
            return
        yield from self._options(operation, query)
        if body is None:
            if operation.get("requestBody", {}).get("required"):
                yield f"{path}: a body is needed"
            return
        if "requestBody" not in operation:
            yield f"{path}: takes no body"
            return
        schema = operation["requestBody"]["content"]["application/json"]["schema"]
        whole = {**schema, "components": self._doc["components"]}
        for error in Draft202012Validator(whole).iter_errors(body):
            yield f"{path}: {error.json_path}: {error.message}"
        kind = "attachmentItem" if path.endswith("createUploadSession") else (
            "fileAttachment" if path.endswith("attachments") else "message"
        )  # fmt: skip
        value = body.get("AttachmentItem") if kind == "attachmentItem" else body
        yield from self._names(kind, value, path)

    def _options(self, operation: Any, query: Mapping[str, str]) -> Iterator[str]:
        known = {}
        for one in operation.get("parameters", ()):
            if "$ref" in one:
                one = self._doc["components"]["parameters"][one["$ref"].rsplit("/", 1)[-1]]
            if one["in"] == "query":
                known[one["name"]] = one["schema"]
        for name, value in query.items():
            if name not in known:
                yield f"no such option: {name}"
                continue
            allowed = known[name].get("items", {}).get("enum")
            plain = re.sub(r"\([^)]*\)", "", value)
            for word in plain.split(",") if allowed else ():
                if word not in allowed:
                    yield f"{name} does not take {word!r}"

    def _names(self, kind: str, value: Any, where: str) -> Iterator[str]:
        """Property names by the CSDL, all the way down."""
        properties = self._types.get(kind)
        if not isinstance(value, dict) or properties is None:
            return
        for name, inner in value.items():
            if name.startswith("@odata."):
                continue
            if name not in properties:
                yield f"{where}: {kind} has no property {name!r}"
                continue
            of = properties[name].removeprefix("Collection(").rstrip(")").rpartition(".")[2]
            for one in inner if isinstance(inner, list) else [inner]:
                yield from self._names(of, one, where)


def _types(root: Any) -> dict[str, dict[str, str]]:
    """Type → property → its type, with those of the types it builds on."""
    own = {
        one.get("Name"): (
            (one.get("BaseType") or "").rpartition(".")[2],
            {
                prop.get("Name"): prop.get("Type")
                for prop in one.xpath("e:Property | e:NavigationProperty", namespaces=EDM)
            },
        )
        for one in root.xpath("e:EntityType | e:ComplexType", namespaces=EDM)
    }

    def whole(name: str) -> dict[str, str]:
        base, properties = own[name]
        return {**(whole(base) if base in own else {}), **properties}

    return {name: whole(name) for name in own}
