"""
What a user may set, in the environment or in ``fortnightly.toml``, as one frozen value.

The environment goes before the file.
"""

from __future__ import annotations

import os
import re
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import msgspec
from msgspec import Meta, Struct

from ingest.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Mapping

PREFIX = "FORTNIGHTLY_"
FILE = "fortnightly.toml"
#: A reserved name, which leads nowhere: until the project has a page, the user names a contact.
PROJECT_PAGE = "https://fortnightly.example/"
LOG_TIME = "%Y-%m-%dT%H:%M:%S%z"  #: ISO 8601, of each line in the log of a run and of the service


class SettingsError(UserError):
    """A setting is wrong; names the key and the reason."""

    def __init__(self, key: str, reason: str) -> None:
        super().__init__(f"{key}: {reason}")
        self.key = key
        self.reason = reason


class Settings(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Each field is a key of ``fortnightly.toml`` and, upper-case with the prefix, a variable."""

    home: Path = Path("archive")  #: the folder of everything kept
    database_url: str = ""  #: default: ``archive.db`` in `home`
    series_dir: Path | None = None  #: a further folder of definitions
    contact: Annotated[str, Meta(min_length=1)] = PROJECT_PAGE  #: goes into the user agent
    series: tuple[str, ...] = ()  #: names of those served; default: see `served`
    delay: Annotated[float, Meta(ge=0)] = 2.0  #: seconds between two requests to one host

    @property
    def database(self) -> str:
        """The URL of the database for SQLAlchemy; characters with a meaning in URLs are escaped."""
        file = str(self.home / "archive.db").replace("%", "%25").replace("?", "%3F")
        return self.database_url or f"sqlite:///{file}"


def read_settings(environ: Mapping[str, str] | None = None, folder: Path | None = None) -> Settings:
    """
    Read the settings from the environment and from ``fortnightly.toml`` in `folder`.

    Raises SettingsError for an unknown key, a value of the wrong kind or a file that is no TOML.
    """
    file = (folder or Path.cwd()) / FILE
    in_file = _from_file(file)
    in_environment = _from_environment(os.environ if environ is None else environ)
    _check(in_file, str(file))
    _check(in_environment, "environment")
    return _convert({**in_file, **in_environment})


def _from_file(file: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(file.read_text("utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SettingsError(str(file), str(error)) from error


def _from_environment(environ: Mapping[str, str]) -> dict[str, str]:
    return {
        name.removeprefix(PREFIX).lower(): value
        for name, value in environ.items()
        if name.startswith(PREFIX) and value
    }


def _check(values: Mapping[str, Any], where: str) -> None:
    known = Settings.__struct_fields__
    for key, value in values.items():
        name = f"{PREFIX}{key.upper()}" if where == "environment" else f"{where}: {key}"
        if key not in known:
            raise SettingsError(name, f"no such setting; there are {', '.join(known)}")
        try:
            _convert({key: value})
        except msgspec.ValidationError as error:
            reason = str(error).split(" - at ")[0]
            raise SettingsError(name, f"{reason}; it is {value!r}") from error


def environment_of_crawl() -> dict[str, str]:
    """Return the environment of a run: a ``scrapy.cfg`` around the folder does not count."""
    return {**os.environ, "SCRAPY_SETTINGS_MODULE": "crawler.settings"}


def _convert(values: dict[str, Any]) -> Settings:
    if isinstance(names := values.get("series"), str):
        values = {**values, "series": re.findall(r"[^\s,]+", names)}
    return msgspec.convert(values, Settings, strict=False, dec_hook=_path)


def _path(kind: type, value: object) -> object:
    if kind is Path and isinstance(value, str):
        return Path(value).expanduser()
    raise TypeError(f"a {kind.__name__} cannot be read from {value!r}")
