"""What the documents say is there is there, and what is there is said."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from fortnightly.series.definition import load_definition
from fortnightly.settings import PREFIX, Settings
from storage.tables.base import Base

PROJECT = Path(__file__).parent.parent
DOCUMENTS = [PROJECT / "README.md", PROJECT / "CONTRIBUTING.md", *PROJECT.glob("docs/**/*.md")]


def text(name):
    return (PROJECT / name).read_text("utf-8")


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda file: str(file.relative_to(PROJECT)))
def test_every_link_between_documents_leads_somewhere(document):
    for target in re.findall(r"\]\((?!http)([^)#]+)", document.read_text("utf-8")):
        assert (document.parent / target).exists(), target


def test_every_table_and_column_is_described():
    described = text("docs/data.md")

    for table in Base.metadata.tables.values():
        section = described.split(f"## {table.name}\n")[1].split("\n## ")[0]
        assert re.findall(r"^\| `(\w+)`", section, re.MULTILINE) == [c.name for c in table.columns]
        assert all(c.comment in section for c in table.columns if c.comment)


def test_every_room_is_on_the_map():
    rooms = {
        f"`{file.parent.relative_to(PROJECT)}/`"
        for part in ("ingest", "storage", "fortnightly", "crawler")
        for file in PROJECT.glob(f"{part}/*/__init__.py")
    }

    assert [room for room in sorted(rooms) if room not in text("README.md")] == []


def test_every_module_that_the_documents_name_is_there():
    for document in DOCUMENTS:
        for name in re.findall(r"`([\w/]+/\w+\.py)`", document.read_text("utf-8")):
            assert (PROJECT / name).is_file(), f"{document.name}: {name}"


def test_every_setting_is_described():
    for name in Settings.__struct_fields__:
        assert f"`{PREFIX}{name.upper()}`" in text("README.md")


def test_the_definition_in_the_guide_is_a_right_one(tmp_path):
    (block,) = re.findall(r"```toml\n(.*?)```", text("docs/adding-a-series.md"), re.DOTALL)
    file = tmp_path / "riverside.toml"
    file.write_text(block, "utf-8")

    assert load_definition(file).name == "riverside"


def test_every_dependency_says_what_it_is_for():
    lines = text("pyproject.toml").splitlines()
    project = tomllib.loads(text("pyproject.toml"))
    groups = project["dependency-groups"].values()

    for requirement in [*project["project"]["dependencies"], *(r for g in groups for r in g)]:
        (line,) = (
            line for line in lines if f'"{requirement}"' in line and "requires =" not in line
        )
        assert len(line.partition("#")[2].split()) >= 3, requirement


def test_every_decision_is_listed():
    pages = {page.name for page in (PROJECT / "docs" / "decisions").glob("0*.md")}

    assert pages == set(re.findall(r"\((0\d+[^)]+\.md)\)", text("docs/decisions/README.md")))


@pytest.mark.parametrize("lock", ["requirements.lock", "tests/replay.lock"])
def test_a_lock_pins_by_hash_and_names_no_index(lock):
    lines = text(lock)

    assert "--hash=sha256:" in lines
    assert not re.search(r"https?://|index-url|find-links|file:", lines)
