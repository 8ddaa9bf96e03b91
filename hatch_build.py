"""Hatchling build hook: builds the gazetteer before the wheel (or an editable install) is made."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class GazetteerHook(BuildHookInterface[Any]):
    """Runs ``according.knowledge.places.build`` by its path, since the package is not installed yet."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Build the gazetteer and put it among the wheel's files, which git ignores."""
        path = Path(self.root) / "src/according/knowledge/places/build.py"
        spec = importlib.util.spec_from_file_location("according_gazetteer_build", path)
        assert spec is not None and spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        sys.modules[spec.name] = module  # dataclasses look their module up
        spec.loader.exec_module(module)
        module.build()
        build_data["artifacts"].append("src/according/knowledge/places/gazetteer.sqlite")
