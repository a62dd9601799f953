"""Checks of single values of a definition; each raises ValueError with the reason."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from cssselect import HTMLTranslator, SelectorError

from fortnightly.series.periods import Period

if TYPE_CHECKING:
    from collections.abc import Callable

_NAME = re.compile(r"[a-z][a-z0-9_]*")
_HOST = re.compile(r"(?!-)[\w-]+(\.[\w-]+)*(:\d+)?")


def fault(check: Callable[[str], object], value: str) -> str | None:
    """Return why a value is wrong, in the words of the check that refused it."""
    try:
        check(value)
    except re.error as error:
        return f"{value!r} is no pattern: {error}"
    except (ValueError, OverflowError) as error:
        return str(error)
    return None


def spider_name(text: str) -> None:
    if not _NAME.fullmatch(text):
        raise ValueError(f"{text!r} is no spider name; it must match [a-z][a-z0-9_]*")


def some_text(text: str) -> None:
    if not text.strip():
        raise ValueError("is empty")


def language_tag(text: str) -> None:
    if not re.fullmatch(r"[a-zA-Z]{2,3}(-[a-zA-Z0-9]{2,8})*", text):
        raise ValueError(f"{text!r} is no language tag such as en or pt-BR")


def zone(text: str) -> None:
    try:
        ZoneInfo(text)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ValueError(f"{text!r} is no time zone such as Europe/London") from error


def period(text: str) -> None:
    if Period.parse(text).about < timedelta(days=1):
        raise ValueError(f"{text!r} is shorter than a day")
    if Period.parse(text).about > timedelta(days=3660):
        raise ValueError(f"{text!r} is longer than ten years")


def host(text: str) -> None:
    if not _HOST.fullmatch(text):
        raise ValueError(f"{text!r} is no host name; give it without scheme and path")


def web_address(text: str) -> None:
    parts = urlsplit(text)
    if parts.scheme not in {"http", "https"} or not _HOST.fullmatch(parts.netloc):
        raise ValueError(f"{text!r} is no http or https address")


def credit(text: str) -> None:
    if "credit" not in re.compile(text).groupindex:
        raise ValueError(f"{text!r} has no group named credit: (?P<credit>...)")


def selector(text: str) -> None:
    try:
        HTMLTranslator().css_to_xpath(text)
    except SelectorError as error:
        raise ValueError(f"{text!r} is no CSS selector: {error}") from error
