"""A page of a run, between being kept and being recorded."""

from __future__ import annotations

from msgspec import Struct

from ingest.model import Page
from storage.records import Capture, Validators


class PendingPage(Struct, frozen=True):
    """A page whose bytes are safe, on its way to be read."""

    capture: Capture
    page: Page
    validators: Validators
    asked: str  #: the address that led to it, or its own
