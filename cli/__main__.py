"""``python -m cli`` is the command ``fortnightly``."""

from cli import main

main()
