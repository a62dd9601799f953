"""How much an edit matters: the table of docs/revisions.md, and many cases more."""

# ruff: noqa: RUF001 - the signs and scripts of pages

from __future__ import annotations

from functools import partial

import pytest
from msgspec.structs import replace

from ingest.changes.weight import weight_of
from ingest.model import (
    Article,
    Heading,
    Image,
    LeadImage,
    Paragraph,
    Quote,
    RelatedLink,
    block_text,
)

ONE = "Water returned to the canal in March after three dry years. The canal is long and deep."
TWO = "The fishermen of Basra came back with their boats, and some of them sang all the way home."
THREE = 'Nobody had asked the engineers, who said that "the sluice" would not hold at –5 degrees.'
FOUR = "It cost $1,200 or 5 per cent of what Kadhimi had promised. However, the bill came later."
make = partial(Article, url="https://example.org/canal", title="The canal fills")
BODY = tuple(map(Paragraph, (ONE, TWO, THREE, FOUR)))
BEFORE = make(body=BODY, published="2020-05-15", standfirst="Three dry years are over.")


def edited(old, new, before=BEFORE):
    """Return an article in which some words, which stand in it once, are others."""
    assert sum(block_text(block).count(old) for block in before.body) == 1, old
    body = tuple(replace(block, text=block.text.replace(old, new)) for block in before.body)
    return replace(before, body=body)


WORDS = {
    # typography
    "a curly quote": ('"the sluice"', "“the sluice”", "cosmetic"),
    "a comma for a dash": ("boats, and", "boats – and", "cosmetic"),
    "a space that does not break": ("dry years", "dry\u00a0years", "cosmetic"),
    "a soft hyphen": ("fishermen", "fisher\u00admen", "cosmetic"),
    "a hyphen": ("fishermen", "fisher-men", "cosmetic"),
    "case": ("came back", "CAME BACK", "cosmetic"),
    "a ligature": ("fishermen", "ﬁshermen", "cosmetic"),
    "how digits are grouped": ("1,200", "1 200", "cosmetic"),
    "the sign for per cent": ("5 per cent", "5%", "cosmetic"),
    "a minus that looks like a dash": ("–5", "\u22125", "substantive"),  # a dash is no minus
    "an exclamation": ("all the way home.", "all the way home!", "cosmetic"),
    # slips
    "a letter doubled": ("canal in", "cannal in", "small"),
    "two letters exchanged": ("their boats", "thier boats", "small"),
    "a short word misspelt": ("the way", "teh way", "small"),
    "a word twice": ("the way", "the the way", "small"),
    "an article for another": ("The canal", "A canal", "small"),
    "an article that was missing": ("with their boats", "with the their boats", "small"),
    "a word dropped": ("sang all", "sang", "small"),
    "another form of a word": ("promised", "promises", "small"),
    "another tense of saying": ("who said", "who says", "small"),
    "a vowel of a name": ("Kadhimi", "Kadhmi", "small"),
    "a letter of a name doubled": ("Basra", "Bassra", "small"),
    "a number written out": ("three", "3", "small"),
    "quotes taken away": ('"the sluice"', "the sluice", "small"),
    "a question": ("all the way home.", "all the way home?", "small"),
    "the first word of a sentence": ("The canal is", "That canal is", "small"),
    # facts
    "a number written out is another": ("three", "four", "substantive"),
    "a number": ("1,200", "1,300", "substantive"),
    "a point in a number": ("1,200", "1.200", "substantive"),
    "a number in parts": ("1,200", "1,2 00", "substantive"),
    "a currency": ("$1,200", "€1,200", "substantive"),
    "a share": ("5 per cent", "5", "substantive"),
    "a unit": ("degrees", "metres", "substantive"),
    "a month": ("March", "April", "substantive"),
    "a name": ("Basra", "Amara", "substantive"),
    "a name at the start of a sentence": ("Water returned", "Basra returned", "substantive"),
    "a name that is alike": ("Kadhimi", "Kadhima", "substantive"),
    "a not": ("not hold", "hold", "substantive"),
    "a not in a short form": ("would not", "wouldn't", "substantive"),
    "nobody": ("Nobody", "Everybody", "substantive"),
    "the opposite": ("came back", "went away", "substantive"),
    "another word": ("dry", "wet", "substantive"),
    "how many": ("some of", "most of", "substantive"),
    "how sure": ("would", "may", "substantive"),
    "a word that takes back": ("had promised", "had allegedly promised", "substantive"),
    "a sentence": ("deep.", "deep. It is wide.", "substantive"),
    "a phrase": ("came back", "came back at night in the rain", "substantive"),
}


@pytest.mark.parametrize(("old", "new", "weight"), WORDS.values(), ids=WORDS)
def test_an_edit_of_a_word_weighs_the_same_either_way(old, new, weight):
    after = edited(old, new)

    assert weight_of(BEFORE, after) == weight
    assert weight_of(after, BEFORE) == weight


def body(*blocks):
    return replace(BEFORE, body=blocks)


P1, P2, P3, P4 = BODY
BLOCKS = {
    "nothing": (BEFORE, "cosmetic"),
    "a paragraph cut in two": (
        body(P1, Paragraph(TWO[:50]), Paragraph(TWO[50:].strip()), P3, P4),
        "cosmetic",
    ),
    "paragraphs joined": (body(Paragraph(f"{ONE} {TWO}"), P3, P4), "cosmetic"),
    "a paragraph that is a quote now": (body(P1, Quote(TWO), P3, P4), "cosmetic"),
    "a paragraph moved": (body(P2, P3, P4, P1), "small"),
    "a picture without words": (body(P1, Image("https://e.org/1.jpg"), P2, P3, P4), "small"),
    "a picture with a caption": (
        body(P1, Image("https://e.org/1.jpg", "A boat on the canal in May"), P2, P3, P4),
        "substantive",
    ),
    "a heading": (body(P1, Heading(2, "Boats return to Basra"), P2, P3, P4), "substantive"),
    "a new paragraph": (body(*BODY, Paragraph("It did not hold after all.")), "substantive"),
    "a paragraph gone": (body(P1, P2, P4), "substantive"),
    "half of it gone": (body(P1, P2), "shrunk"),
    "five slips at once": (
        edited(
            "fishermen",
            "fishermem",
            edited("returned", "retruned", edited("engineers", "enginers")),
        ),
        "small",
    ),
    "a word here, two there": (
        edited("came back", "slowly came back", edited("returned", "gladly and soon returned")),
        "substantive",
    ),
}


@pytest.mark.parametrize(("after", "weight"), BLOCKS.values(), ids=BLOCKS)
def test_an_edit_of_blocks(after, weight):
    assert weight_of(BEFORE, after) == weight


FIELDS = {
    "a name in the title": ({"title": "The canal of Amara fills"}, "substantive"),
    "a typo in the title": ({"title": "The cannal fills"}, "small"),
    "case of the title": ({"title": "The Canal Fills"}, "cosmetic"),
    "a number in the standfirst": ({"standfirst": "Four dry years are over."}, "substantive"),
    "no standfirst any more": ({"standfirst": None}, "substantive"),
    "an author": ({"authors": ("The Riverside",)}, "substantive"),
    "another day": ({"published": "2020-05-16"}, "substantive"),
    "no day": ({"published": None}, "substantive"),
    "the hour of the day": ({"published": "2020-05-15T09:00:00+01:00"}, "small"),
    "a caption": ({"lead_image": LeadImage(None, "Boats near Basra in May")}, "substantive"),
    "a pull quote that the text has": ({"pull_quotes": ("The canal is long and deep",)}, "small"),
    "a pull quote that it has not": ({"pull_quotes": ("They will never return",)}, "substantive"),
    "a link beside it": ({"related": (RelatedLink("A bridge", "https://e.org/b"),)}, "small"),
    "a tag": ({"tags": ("Water",)}, "small"),
    "a note": ({"trailer": ("A weekly feature.",)}, "small"),
    "a correction": (
        {"trailer": ("This article was amended on 5 May.",)},
        "substantive",
    ),
}


@pytest.mark.parametrize(("fields", "weight"), FIELDS.values(), ids=FIELDS)
def test_an_edit_of_a_field(fields, weight):
    assert weight_of(BEFORE, replace(BEFORE, **fields)) == weight


TONGUES = {
    "a German not": ("Das Wasser wird nicht steigen.", "Das Wasser wird steigen.", "substantive"),
    "a German noun": ("Der Damm an der Straße bricht.", "Der Damm am Ufer bricht.", "substantive"),
    "a French not": ("L'eau n'est pas montée.", "L'eau est montée.", "substantive"),
    "a Spanish number": ("Hay cinco barcos aquí.", "Hay seis barcos aquí.", "substantive"),
    "a Russian not": ("Вода не поднялась вчера.", "Вода поднялась вчера.", "substantive"),
    "a Russian slip": ("Вода поднялась в канале.", "Вода подняллась в канале.", "small"),
    "a Turkish not": ("Su temiz değil artık.", "Su temiz artık.", "substantive"),
    "an Arabic word, which has no capitals": (
        "عاد الصيادون إلى البصرة.",
        "عاد الصيادون إلى العمارة.",
        "substantive",
    ),
    "an Arabic vowel mark": ("عاد الصيادون", "عادَ الصيادون", "small"),
    "Arabic digits for others": ("عاد ١٢ صيادا", "عاد 12 صيادا", "cosmetic"),
    "another Arabic digit": ("عاد ١٢ صيادا", "عاد ١٣ صيادا", "substantive"),
    "a vowel of Hindi makes another word": ("पानी की नहर", "पानी का नहर", "substantive"),
    "a Chinese not": ("水位不会下降。", "水位会下降。", "substantive"),
    "a Chinese name": ("王先生回来了。", "汪先生回来了。", "substantive"),
    "a Chinese particle": ("他高兴的回来。", "他高兴地回来。", "small"),
    "a Chinese stop": ("水位下降。", "水位下降！", "cosmetic"),
    "a Japanese particle": ("川が水位を", "川は水位を", "small"),
}


@pytest.mark.parametrize(("old", "new", "weight"), TONGUES.values(), ids=TONGUES)
def test_an_edit_in_another_language(old, new, weight):
    one, other = (make(body=(P1, Paragraph(text))) for text in (old, new))

    assert weight_of(one, other) == weight
    assert weight_of(other, one) == weight


def test_a_capital_at_the_start_of_a_sentence_is_no_name_if_the_word_stands_elsewhere_without():
    known = make(body=(Paragraph("Boats came. All of the boats stayed."),))
    unknown = make(body=(Paragraph("Boats came. All of them stayed."),))

    assert weight_of(known, edited("Boats came", "Boat came", known)) == "small"
    assert weight_of(unknown, edited("Boats came", "Boat came", unknown)) == "substantive"
