"""``python -m fortnightly``: the command ``fortnightly``, once its modules are known to be ours."""

import sys

from fortnightly.starting import foreign_module


def main() -> None:
    if problem := foreign_module():
        sys.stderr.write(f"{problem}\n")
        sys.exit(2)
    from fortnightly import cli  # noqa: PLC0415  imports `ingest` and `storage`

    cli.main()


if __name__ == "__main__":
    main()
