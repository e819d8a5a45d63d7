"""Rules that keep data harmless and the start quick, checked on the source and on a fresh start."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import collectwork

ROOT = Path(collectwork.__file__).parent
MARKUP_OFF = {"notify", "Static", "Label", "OptionList"}


def calls() -> Iterator[tuple[Path, ast.Call, str]]:
    for path in [*ROOT.glob("screens/**/*.py"), *ROOT.glob("widgets/*.py"), ROOT / "app.py"]:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call):
                name = getattr(node.func, "attr", getattr(node.func, "id", ""))
                yield path, node, name


def test_text_never_passes_a_markup_parser() -> None:
    wrong = []
    for path, call, name in calls():
        place = f"{path.name}:{call.lineno}"
        if name in ("from_markup", "from_text", "render_markup"):
            wrong.append(place)
        first = call.args[0] if call.args else None
        built = isinstance(first, ast.JoinedStr | ast.Name | ast.BinOp)
        off = any(one.arg == "markup" for one in call.keywords)
        if name in MARKUP_OFF and built and not off:
            wrong.append(place)
    assert wrong == []


def test_the_workbench_loads_nothing_heavy_before_it_is_needed() -> None:
    code = (
        "import sys\n"
        "import collectwork.app, collectwork.screens.worklist\n"
        "heavy = {'exchangelib', 'alembic', 'keyring', 'fpdf', 'python_calamine', 'xlsxwriter',"
        " 'sqlalchemy', 'sqlmodel', 'typer', 'jinja2', 'msal', 'imapclient', 'requests'}\n"
        "sys.exit(','.join(sorted(heavy & set(sys.modules))) or 0)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
