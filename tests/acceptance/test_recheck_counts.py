"""A recheck counts an article once, though several of its addresses are asked."""

from __future__ import annotations

from datetime import UTC, datetime


def test_a_revised_article_that_is_asked_at_two_addresses_counts_once(make_world):
    world = make_world(entries=4, now=datetime(2020, 6, 12, tzinfo=UTC))
    assert world.crawl().returncode == 0
    entry = world.entry(1)
    world.site.advance(1)
    world.site.switch(old_links=True)
    world.site.edit(entry.path, 1, "The ministry has since withdrawn its figure altogether.")

    done = world.crawl("-a", "recheck=1")

    run = world.last_run
    articles = [url for url in world.asked() if "/tag/" not in url and "/rss" not in url]
    assert done.returncode == 0, done.stderr
    assert len(articles) > 4
    assert (run["new"], run["revised"], run["unchanged"]) == (0, 1, 3)
