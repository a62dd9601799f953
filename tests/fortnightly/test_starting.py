"""The drivers are started from any folder, and only if they are ours."""

from __future__ import annotations

from fortnightly.starting import crawl_command, foreign_module, service_command


def test_all_modules_of_a_checkout_are_ours():
    assert foreign_module() is None


def test_a_module_from_elsewhere_is_named(tmp_path):
    assert foreign_module(tmp_path).startswith("module crawler is ")


def test_no_module_of_the_current_folder_gets_in():
    assert crawl_command("riverside", "-s", "A=1")[1:] == [
        "-P", "-m", "scrapy", "crawl", "riverside", "-s", "A=1",
    ]  # fmt: skip
    assert service_command("--once")[1:] == ["-P", "-m", "scheduler", "--once"]
