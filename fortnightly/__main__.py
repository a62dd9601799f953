"""``python -m fortnightly`` is the command ``fortnightly``."""

from fortnightly.cli import main

main()
