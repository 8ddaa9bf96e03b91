"""``python -m according.cli``."""

from according.cli import main

main()
