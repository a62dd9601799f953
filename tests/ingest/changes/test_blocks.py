"""Which blocks of a body became which."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from ingest.changes.alignment import stretches
from ingest.changes.blocks import pairs

BLOCKS = ("a b c d e f", "g h i j k l", "x", "y z", "a b c d e f g h i j k l")
BODIES = st.lists(st.sampled_from(BLOCKS), max_size=9)


@given(BODIES, BODIES)
def test_every_block_that_differs_is_paired_once(old, new):
    found = pairs(old, new)

    here = [i for pair in found for i in pair.old]
    there = [k for pair in found for k in pair.new]
    same = sum(s.old.stop - s.old.start for s in stretches(old, new) if s.same)
    assert (len(here), len(there)) == (len(old) - same, len(new) - same)
    assert len(set(here)) == len(here)
    assert len(set(there)) == len(there)
