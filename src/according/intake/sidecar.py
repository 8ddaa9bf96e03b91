"""What a small file beside a report says about it: ``NAME.meta.yaml`` or ``NAME.meta.json``."""

from __future__ import annotations

from pathlib import Path

import yaml

from according.intake.options import IntakeOptions
from according.intake.take import METADATA

_MOST = 65_536
_ENDINGS = (".meta.yaml", ".meta.yml", ".meta.json")


def read_sidecar(path: Path, report: str, options: IntakeOptions) -> dict[str, object]:
    """Return the metadata beside the report at `path`, empty where there is none.

    For ``a/port.txt`` the sidecar is ``a/port.meta.yaml``. A damaged one costs a warning, never the report.
    """
    bare = path.name.removesuffix(".gz")
    stem = bare.rsplit(".", 1)[0]
    for name in (stem, bare):
        for ending in _ENDINGS:
            sidecar = path.with_name(name + ending)
            if sidecar.is_file():
                return _read(sidecar, report, options)
    return {}


def _read(sidecar: Path, report: str, options: IntakeOptions) -> dict[str, object]:
    try:
        with open(sidecar, "rb") as stream:
            # YAML reads JSON too, and dates come out as dates.
            content = yaml.safe_load(stream.read(_MOST).decode("utf-8-sig"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError, ValueError):
        options.on_warning(report, f"{sidecar.name} cannot be read as YAML or JSON: read without it.")
        return {}
    if not isinstance(content, dict):
        options.on_warning(report, f"{sidecar.name} holds no fields: read without it.")
        return {}
    return {key: content[key] for key in METADATA if key in content and key != "id"}
