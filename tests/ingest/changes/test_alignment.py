"""Two sequences are aligned in full."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from ingest.changes.alignment import stretches

ITEMS = st.lists(st.sampled_from("abcdefgh"), max_size=30)


@given(ITEMS, ITEMS)
def test_stretches_are_all_of_either_sequence_and_what_is_the_same_is(old, new):
    found = list(stretches(old, new))

    assert [one for stretch in found for one in old[stretch.old]] == old
    assert [one for stretch in found for one in new[stretch.new]] == new
    assert all(old[s.old] == new[s.new] for s in found if s.same)
    assert not any(s.same == t.same for s, t in pairwise(found))
