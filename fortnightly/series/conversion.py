"""
Convert what a definition file holds to a `Definition`, and collect every fault on the way.

msgspec stops at the first fault. So each one is noted, the place is repaired with a value that is
right, and the conversion goes on.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, TypeVar

import msgspec

if TYPE_CHECKING:
    from collections.abc import Mapping

_T = TypeVar("_T")
_STEP = re.compile(r"[^.\[\]]+")
_INDEX = re.compile(r"\[\d+\]")
_MISSING = re.compile(r"Object missing required field `(.+)`")
_UNKNOWN = re.compile(r"Object contains unknown field `(.+)`")


def convert(
    data: dict[str, Any], kind: type[_T], right: Mapping[str, Any]
) -> tuple[_T, dict[str, str]]:
    """
    Return a value of a kind, and the reason for each wrong key of `data`, which is changed.

    `right` has a right value for every required key, and for each item of a list: ``urls[]``.
    Where there are reasons, the value is good only to look for more of them.
    """
    reasons: dict[str, str] = {}
    while True:
        try:
            return msgspec.convert(data, kind), reasons
        except msgspec.ValidationError as error:
            key, reason = explain(str(error))
            reasons[key] = reason
            _repair(data, key, right)


def explain(message: str) -> tuple[str, str]:
    """
    Turn a message of msgspec into key and reason.

    >>> explain("Object missing required field `url` - at `$.sources[0]`")
    ('sources[0].url', 'missing')
    """
    reason, _, path = message.partition(" - at ")
    path = path.strip("`").removeprefix("$").removeprefix(".")
    for pattern, short in ((_MISSING, "missing"), (_UNKNOWN, "unknown key")):
        if found := pattern.fullmatch(reason):
            return f"{path}.{found[1]}" if path else found[1], short
    if path.endswith(".kind") and (found := re.fullmatch("Invalid value (.+)", reason)):
        return path, f"unknown kind {found[1]}; there are feed, listing, sitemap and wayback"
    return path, reason[0].lower() + reason[1:]


def _repair(data: dict[str, Any], key: str, right: Mapping[str, Any]) -> None:
    """Put a right value at a key, or remove a key that may be left out."""
    if key.endswith(".kind"):  # what else the table may hold depends on it
        key = key.removesuffix(".kind")
    *path, last = (int(step) if step.isdecimal() else step for step in _STEP.findall(key))
    around: Any = data
    for step in path:
        around = around[step]
    value = right.get(_INDEX.sub("[]", key))
    if value is None:
        del around[last]
    else:
        around[last] = value
