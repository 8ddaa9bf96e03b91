"""The shape of the code: who may import whom, how long a file and how wide a function may be."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

SOURCE = Path(__file__).resolve().parent.parent / "src" / "according"
FILES = sorted(SOURCE.rglob("*.py"))

# The way of the data, from left to right: a stage imports only stages to its left, and what is common to all.
COMMON = {"claims", "events", "errors", "knowledge", "processes"}
STAGES = ["intake", "language", "reading", "fusion", "ledger", "exchange", "bulk", "brief", "web", "cli"]
PUBLIC = {"__init__", "__main__", "api"}
MAY_IMPORT: dict[str, set[str]] = {
    "claims": set(),
    "events": {"claims"},
    "errors": set(),
    "processes": set(),
    "knowledge": {"claims", "events", "errors"},
    **{stage: COMMON | set(STAGES[:i]) for i, stage in enumerate(STAGES)},
}
MOST_LINES = 450
MOST_PARAMETERS = 6
COMMAND_DECORATORS = {"command", "group", "option", "argument"}  # of click: a parameter is an option there


def name_of(path: Path) -> str:
    return path.relative_to(SOURCE).as_posix()


def stage_of(path: Path) -> str:
    first = path.relative_to(SOURCE).parts[0]
    return first.removesuffix(".py")


def imported(path: Path) -> Iterator[tuple[int, str]]:
    """Line and stage of every import of a part of the package, wherever it stands in the file."""
    package = ["according", *path.relative_to(SOURCE).parts[:-1]]
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            above = package[: len(package) - node.level + 1] if node.level else []
            module = ".".join([*above, *([node.module] if node.module else [])])
            names = [f"{module}.{alias.name}" for alias in node.names]
        else:
            continue
        for name in names:
            parts = name.split(".")
            if parts[0] == "according":
                yield node.lineno, parts[1] if len(parts) > 1 else "__init__"


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def is_command(function: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    for decorator in function.decorator_list:
        call = decorator.func if isinstance(decorator, ast.Call) else decorator
        if isinstance(call, ast.Attribute) and call.attr in COMMAND_DECORATORS:
            return True
    return False


def parameters(function: ast.FunctionDef | ast.AsyncFunctionDef) -> list[str]:
    every = [*function.args.posonlyargs, *function.args.args, *function.args.kwonlyargs]
    return [a.arg for a in every if a.arg not in ("self", "cls")]


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_a_stage_imports_only_what_stands_before_it(path: Path) -> None:
    stage = stage_of(path)
    if stage in PUBLIC:
        return
    assert stage in MAY_IMPORT, f"{stage} has no place in the way of the data: give it one in this test"
    allowed = MAY_IMPORT[stage] | {stage} | (PUBLIC if stage == "cli" else set())
    # `from according import __version__` is the package's own name tag: no stage.
    wrong = [f"line {line}: {part}" for line, part in imported(path) if part not in allowed | {"__version__"}]
    assert not wrong, f"{name_of(path)} may not import {', '.join(wrong)}"


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_files_stay_short(path: Path) -> None:
    lines = len(path.read_text(encoding="utf-8").splitlines())
    assert lines <= MOST_LINES, f"{name_of(path)} has {lines} lines: part it"


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_functions_take_few_parameters(path: Path) -> None:
    wide = {
        function.name: len(parameters(function))
        for function in functions(path)
        if len(parameters(function)) > MOST_PARAMETERS and not is_command(function)
    }
    if name_of(path) == "api.py":
        # The public functions take what the command line takes, as keywords.
        wide = {name: n for name, n in wide.items() if name not in ("read", "read_many", "add_many")}
    assert not wide, f"{name_of(path)}: more than {MOST_PARAMETERS} parameters: {wide}"


def test_the_rules_see_wrong_imports(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The test of the test: relative, nested and plain imports are all seen."""
    wrong = tmp_path / "language" / "wrong.py"
    wrong.parent.mkdir()
    wrong.write_text(
        "import according.reading.reader\n"
        "from according import cli\n"
        "from ..reading import times\n"
        "def late():\n    from according.web.pages import page\n",
        encoding="utf-8",
    )
    monkeypatch.setattr(f"{__name__}.SOURCE", tmp_path)
    assert sorted(imported(wrong)) == [(1, "reading"), (2, "cli"), (3, "reading"), (5, "web")]
