"""Which requests go wrong: the faults that were asked for, by address, until they are used up."""

from __future__ import annotations

from dataclasses import replace
from threading import Lock
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from urllib.parse import SplitResult

    from replica.switches import Fault

#: One for all sites, so that a site can be pickled.
_USING_UP = Lock()


class Faults:
    def __init__(self) -> None:
        self._faults: dict[str, Fault] = {}

    def add(self, address: str, fault: Fault) -> None:
        self._faults[_key(urlsplit(address))] = fault

    def mend(self, address: str | None) -> None:
        """Take back the fault of an address, or all of them."""
        if address is None:
            self._faults.clear()
        else:
            self._faults.pop(_key(urlsplit(address)), None)

    def due(self, parts: SplitResult) -> Fault | None:
        """Return what goes wrong with a request; it counts as one of the fault's times."""
        with _USING_UP:
            keys = (_key(parts), _key(parts._replace(query="")))
            key = next((key for key in keys if key in self._faults), None)
            if key is None:
                return None
            fault = self._faults[key]
            if fault.times is not None:
                self._use_up(key, fault, fault.times - 1)
            return fault

    def _use_up(self, key: str, fault: Fault, left: int) -> None:
        if left > 0:
            self._faults[key] = replace(fault, times=left)
        else:
            del self._faults[key]


def _key(parts: SplitResult) -> str:
    return parts._replace(scheme="", netloc="", fragment="").geturl()
