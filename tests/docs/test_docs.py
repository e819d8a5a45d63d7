"""The documentation says what the program does: generated parts are fresh, links lead somewhere."""

from __future__ import annotations

import importlib.util
import re
import tomllib
from pathlib import Path
from typing import Any, get_args

import pytest
from pydantic import BaseModel

from collectwork.config.company_settings import BankSettings
from collectwork.config.mail_settings import MailboxSettings
from collectwork.config.settings import CodeSettings, Settings, WatchSettings
from collectwork.domain.outcomes import STANDARD

ROOT = Path(__file__).parent.parent.parent
PAGES = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").glob("*.md")),
         *sorted((ROOT / "bench").glob("*.md"))]  # fmt: skip
EXAMPLE = ROOT / "config.example.toml"


def _writer() -> Any:
    spec = importlib.util.spec_from_file_location("write_docs", ROOT / "scripts" / "write_docs.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("file", ["collector.md", "commands.md", "lead.md"])
def test_generated_parts_are_up_to_date(file: str) -> None:
    writer = _writer()
    text = (ROOT / "docs" / file).read_text("utf-8")
    assert writer.with_parts(text, writer.PARTS[file]) == text, "run `make docs`"


def test_every_command_is_documented() -> None:
    writer = _writer()
    text = writer.reference()
    for name in ("demo", "init", "import", "plan", "explain", "audit verify", "secret set"):
        assert f"## `{name}`" in text


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", page.read_text("utf-8")):
        if "://" not in target:
            assert (page.parent / target).exists(), f"{page.name} → {target}"


def test_the_two_commands_come_first_in_the_readme() -> None:
    commands = [
        line for line in (ROOT / "README.md").read_text("utf-8").splitlines() if "make " in line
    ]
    assert commands[0].startswith("make demo")
    assert commands[1].startswith("make test")


def test_the_example_config_loads_and_equals_the_defaults() -> None:
    assert Settings.model_validate(tomllib.loads(EXAMPLE.read_text("utf-8"))) == Settings()


def test_the_example_config_is_the_one_that_init_writes() -> None:
    shipped = ROOT / "collectwork" / "config" / "example.toml"
    assert EXAMPLE.read_bytes() == shipped.read_bytes()


def _keys(model: type[BaseModel], above: str = "") -> list[tuple[str, str]]:
    found = []
    for name, field in model.model_fields.items():
        inner = field.annotation
        if isinstance(inner, type) and issubclass(inner, BaseModel):
            found += _keys(inner, f"{above}{name}.")
        elif not _repeated(field.annotation):  # sections that may be repeated: below
            found.append((above.rstrip("."), name))
    return found


def _repeated(annotation: Any) -> bool:
    return any(
        isinstance(one, type) and issubclass(one, MailboxSettings) for one in get_args(annotation)
    )


def test_the_example_config_names_what_a_further_mailbox_can_say() -> None:
    text = EXAMPLE.read_text("utf-8").split("# [[mail.mailbox]]", 1)[1].split("\n[", 1)[0]
    for name in ("name", "senders", "transport"):
        assert f"# {name} = " in text, name


@pytest.mark.parametrize(("section", "key"), _keys(Settings))
def test_the_example_config_explains_every_key(section: str, key: str) -> None:
    text = EXAMPLE.read_text("utf-8")
    if not section:
        assert re.search(rf"^(# \[)?\[{key}\]", text, re.MULTILINE)
        return
    part = text.split(f"\n[{section}]\n", 1)[1].split("\n[", 1)[0]
    lines = part.splitlines()
    at = next(n for n, line in enumerate(lines) if re.match(rf"{key} = ", line))
    assert any(line.startswith("#") for line in lines[max(0, at - 2) : at]), f"{section}.{key}"


def test_the_example_config_names_what_an_account_can_say() -> None:
    text = EXAMPLE.read_text("utf-8").split("# [[bank]]", 1)[1].split("\n[", 1)[0]
    for name in BankSettings.model_fields:
        assert f"# {name} = " in text, name


def test_the_example_config_names_what_a_watched_folder_can_say() -> None:
    text = EXAMPLE.read_text("utf-8").split("# [[watch]]", 1)[1].split("\n[", 1)[0]
    for name in WatchSettings.model_fields:
        assert f"# {name} = " in text, name


def test_the_example_config_names_what_a_code_can_say() -> None:
    text = EXAMPLE.read_text("utf-8").split("[codes.fax]", 1)[1]
    for name in CodeSettings.model_fields:
        assert re.search(rf"^# {name} = ", text, re.MULTILINE), name


def test_the_collectors_page_has_every_outcome() -> None:
    text = (ROOT / "docs" / "collector.md").read_text("utf-8")
    for one in STANDARD:
        assert f"`{one.code}`" in text
        assert one.label in text
