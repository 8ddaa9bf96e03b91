"""A process that adds invented reports to a ledger and prints the id of each as soon as it is acknowledged."""

from __future__ import annotations

import sys
from dataclasses import replace

from incidents import OREN_BOMBED, TARNA_STRUCK, VELSK_SHELLED, tell

from according.ledger import open_ledger


def main(address: str, prefix: str, reports: int) -> None:
    incidents = (VELSK_SHELLED, OREN_BOMBED, TARNA_STRUCK)
    with open_ledger(address) as ledger:
        for n in range(reports):
            told = replace(incidents[n % 3], killed=2 + n % 5)
            name = f"{prefix}{n:03}"
            print(ledger.add(tell(name, told, publisher=f"Paper {prefix}{n % 4}", style=n % 3)).report_id, flush=True)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
