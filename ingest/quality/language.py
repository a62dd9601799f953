"""
Detect that a text is in another language than expected; None where the detector is not certain.

The language that a page declares is not used: templates declare it, often wrongly.
"""

from __future__ import annotations

from typing import cast

from resiliparse.parse.lang import detect_fast, supported_langs

#: Words that a text must have.
_LEAST_WORDS = 40
#: Characters that are looked at: more change nothing.
_ENOUGH = 5_000
#: Distance of a text from a language: certain up to the first, if the expected one is further away
#: by the second. Of 2,000 real pages, no text was further from its declared language than from
#: another.
_NEAR = 600
_CLEARLY = 90
_LANGUAGES = len(supported_langs())


def other_language(text: str, expected: str) -> str | None:
    """
    Return the language of a text if it is certainly not the expected one, else None.

    Both are codes of ISO 639-1. None too if the detector does not know the expected one.
    """
    if len(text.split()) < _LEAST_WORDS:
        return None
    answer = detect_fast(text[:_ENOUGH], cutoff=10_000, n_results=_LANGUAGES)
    found = cast("list[tuple[str, int]]", answer)  # no list only if one result is asked for
    best, distance = found[0]
    own = dict(found).get(expected)
    if own is None or best == expected or distance > _NEAR:
        return None
    return best if own - distance >= _CLEARLY else None
