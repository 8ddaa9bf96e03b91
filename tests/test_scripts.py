"""The scripts: they parse, they can be run, they stop where something fails and say what is missing."""

from __future__ import annotations

import os
import shutil
import stat
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
SCRIPTS = [*sorted((ROOT / "script").iterdir()), ROOT / ".ci" / "run"]
BASH = shutil.which("bash") or "bash"


def in_empty_copy(tmp_path: Path, script: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run `script` in a folder that holds nothing but the scripts."""
    shutil.copytree(ROOT / "script", tmp_path / "script")
    return subprocess.run(
        [BASH, str(tmp_path / "script" / script)],
        capture_output=True,
        text=True,
        env={"PATH": os.environ["PATH"], **environment},
        cwd="/",
    )


def stand_in(path: Path, body: str) -> Path:
    """A script of our own in place of a program."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!{BASH}\n{body}\n", encoding="utf-8")
    path.chmod(0o755)
    return path


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda p: p.name)
def test_script_parses_and_is_careful(script: Path) -> None:
    assert script.stat().st_mode & stat.S_IXUSR, "not executable"
    text = script.read_text(encoding="utf-8")
    assert text.startswith("#!/usr/bin/env bash\n# ")
    assert "\nset -euo pipefail\n" in text
    assert "sudo" not in "".join(line for line in text.splitlines() if "echo" not in line)
    checked = subprocess.run([BASH, "-n", str(script)], capture_output=True, text=True)
    assert checked.returncode == 0, checked.stderr


def test_bootstrap_says_what_to_install_without_venv(tmp_path: Path) -> None:
    """As on a fresh Debian: an interpreter that cannot import ensurepip."""
    python = stand_in(
        tmp_path / "bin" / "python3.12",
        'case "$*" in *ensurepip*) exit 1 ;; *version_info\\[:2\\]*) echo 3.12 ;; *) exit 0 ;; esac',
    )
    stand_in(tmp_path / "bin" / "apt-get", "exit 1")
    path = f"{tmp_path / 'bin'}{os.pathsep}{os.environ['PATH']}"
    ran = in_empty_copy(tmp_path, "bootstrap", PYTHON=str(python), PATH=path)
    assert ran.returncode == 1
    assert "sudo apt-get install python3-venv" in ran.stderr
    assert not (tmp_path / ".venv").exists()


def test_bootstrap_wants_a_new_python(tmp_path: Path) -> None:
    tools = tmp_path / "bin"
    tools.mkdir()
    for name in ("bash", "env", "dirname", "sed", "grep"):
        (tools / name).symlink_to(shutil.which(name) or name)
    stand_in(tools / "python3", "exit 1")
    ran = in_empty_copy(tmp_path, "bootstrap", PATH=str(tools))
    assert ran.returncode == 1
    assert "Python 3.11 or newer is needed" in ran.stderr


def test_bootstrap_knows_only_the_sets_it_has(tmp_path: Path) -> None:
    ran = subprocess.run([str(ROOT / "script" / "bootstrap"), "everything"], capture_output=True, text=True)
    assert ran.returncode == 2
    assert "everything" in ran.stderr


def test_readme_names_the_two_commands() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert "script/demo" in readme
    assert "script/test" in readme
