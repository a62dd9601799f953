"""
The tables and their column types, with a comment on every column.

Importing one of its modules loads all of them, so that `Base.metadata` is always whole.
"""

from storage.tables import articles as articles
from storage.tables import crawl as crawl
from storage.tables import identity as identity
