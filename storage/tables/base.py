"""
The base of all tables, and the kinds of their columns.

The tables hold no logic. The full-text index is none of them: see `storage.search.index`.
"""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from sqlalchemy import (
    MetaData,
)
from sqlalchemy.orm import DeclarativeBase

from storage.tables.types import UtcTime, Whole, Words


class Base(DeclarativeBase):
    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map: ClassVar = {datetime: UtcTime, str: Words, int: Whole}
