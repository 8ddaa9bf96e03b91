"""Writes tests/golden/ anew from the example reports; run by script/golden."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))

from reports import GOLDEN, example_readings

from according.claims import Reading, to_builtins


def file_of(report_id: str) -> Path:
    """The golden file of a report of examples/."""
    return GOLDEN / f"{Path(report_id).name}.json"


def stable(reading: Reading) -> dict[str, Any]:
    """A reading less what changes with every model and release, and less the text, which stands beside it."""
    whole: dict[str, Any] = to_builtins(reading)
    del whole["made_by"], whole["report"]["text"]
    return whole


def main() -> None:
    """Write a file a report, and remove those of reports that are gone."""
    GOLDEN.mkdir(exist_ok=True)
    wanted = {file_of(reading.report.id): stable(reading) for reading in example_readings()}
    for path in set(GOLDEN.glob("*.json")) - set(wanted):
        path.unlink()
        print(f"removed {path.name}")
    for path, content in wanted.items():
        text = json.dumps(content, indent=1, ensure_ascii=False) + "\n"
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8")
            print(f"wrote {path.name}")


if __name__ == "__main__":
    main()
