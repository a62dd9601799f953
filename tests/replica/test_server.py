from __future__ import annotations

import http.client
import json
import signal
import socket
import subprocess
import sys
from datetime import UTC, datetime

import pytest

from replica import Site, serve

SITE = "http://www.newarab.com"
ALIASES = ("newarab.com", "english.alaraby.co.uk", "www.alaraby.co.uk", "alaraby.co.uk")
PAGES = {
    "the feed": lambda _: "/rss",
    "the listing": lambda _: "/tag/iraq-report?page=1",
    "an article": lambda site: site.newsroom.series()[2].path,
}


class TestHosts:
    @pytest.mark.parametrize("host", ALIASES)
    def test_an_alias_leads_to_the_canonical_host(self, ask, host):
        answer = ask(f"http://{host}/tag/iraq-report?page=1")

        assert (answer.status, answer.location) == (301, f"{SITE}/tag/iraq-report?page=1")

    @pytest.mark.parametrize("host", ALIASES)
    def test_an_alias_may_serve_the_page_itself(self, site, ask, newest, host):
        site.switch(aliases_redirect=False)

        answer = ask(f"http://{host}{newest.path}")

        assert answer.status == 200
        assert f'<link rel="canonical" href="{SITE}{newest.path}" />' in answer.text

    def test_asked_directly_it_is_the_canonical_host(self, ask, newest):
        assert ask(newest.path).body == ask(f"{SITE}{newest.path}").body

    def test_the_host_header_counts_when_asked_directly(self, ask):
        assert ask("/rss", Host="alaraby.co.uk").location == f"{SITE}/rss"

    @pytest.mark.parametrize("url", ["http://example.org/", "http://newarab.com.evil.test/rss"])
    def test_an_unknown_host_is_not_reached(self, ask, url):
        assert ask(url).status == 502

    def test_no_tunnel_is_opened(self, ask):
        assert ask("www.newarab.com:443", "CONNECT").status == 502

    def test_the_canonical_address_can_be_another(self, connect):
        site = Site(entries=2)
        with serve(site) as address:
            site.switch(base=address)
            listing = connect(address)("/tag/iraq-report")

            assert listing.status == 200
            assert site.truth()[0]["url"].startswith(f"{address}/analysis/")

    def test_another_scheme_leads_to_the_canonical_one(self, ask, site):
        site.switch(base="https://www.newarab.com")

        assert ask(f"{SITE}/rss").location == "https://www.newarab.com/rss"
        assert ask("/rss").status == 200


@pytest.mark.parametrize("page", PAGES.values(), ids=PAGES)
class TestConditional:
    def test_the_same_tag_is_not_modified(self, site, ask, page):
        url = SITE + page(site)
        first = ask(url)

        again = ask(url, If_None_Match=first.headers["ETag"])

        assert (again.status, again.body) == (304, b"")
        assert again.headers["ETag"] == first.headers["ETag"]

    @pytest.mark.parametrize(
        ("form", "status"),
        [("{}", 304), ('"x", {}', 304), ("W/{}", 304), ("*", 304), ('"x"', 200), ("", 200)],
    )
    def test_tags_are_compared_weakly(self, site, ask, page, form, status):
        url = SITE + page(site)
        tag = ask(url).headers["ETag"].removeprefix("W/")

        assert ask(url, If_None_Match=form.format(tag)).status == status

    def test_the_same_date_is_not_modified(self, site, ask, page):
        url = SITE + page(site)
        date = ask(url).headers["Last-Modified"]

        assert ask(url, If_Modified_Since=date).status == 304
        assert ask(url, If_Modified_Since="Mon, 01 Jan 2001 00:00:00 GMT").status == 200
        assert ask(url, If_Modified_Since="never").status == 200

    def test_a_tag_goes_before_a_date(self, site, ask, page):
        url = SITE + page(site)
        date = ask(url).headers["Last-Modified"]

        assert ask(url, If_None_Match='"old"', If_Modified_Since=date).status == 200

    def test_a_change_is_modified_by_tag_and_by_date(self, site, ask, page):
        path = page(site)
        before = ask(SITE + path)
        site.edit(path) if "report-" in path else site.publish()

        assert ask(SITE + path, If_None_Match=before.headers["ETag"]).status == 200
        date = before.headers["Last-Modified"]
        assert ask(SITE + path, If_Modified_Since=date).status == 200

    def test_head_tells_what_get_tells(self, site, ask, page):
        url = SITE + page(site)
        get, head = ask(url), ask(url, "HEAD")

        assert head.body == b""
        assert [item for item in head.headers.items() if item[0] != "Date"] == [
            item for item in get.headers.items() if item[0] != "Date"
        ]

    def test_it_is_compressed_for_those_who_accept_it(self, site, ask, page):
        url = SITE + page(site)
        plain, packed = ask(url), ask(url, Accept_Encoding="br, gzip;q=0.8")

        assert packed.headers["Content-Encoding"] == "gzip"
        assert packed.text == plain.text
        assert ask(url, Accept_Encoding="gzip;q=0").headers["Content-Encoding"] is None

    @pytest.mark.parametrize(
        ("which", "present"),
        [("etag", {"ETag"}), ("last-modified", {"Last-Modified"}), ("none", set())],
    )
    def test_validators_can_be_left_out(self, site, ask, page, which, present):
        site.switch(validators=which)

        headers = set(ask(SITE + page(site)).headers)

        assert headers & {"ETag", "Last-Modified"} == present


class TestRobots:
    def test_is_drupals(self, ask):
        robots = ask(f"{SITE}/robots.txt")

        assert robots.headers["Content-Type"].startswith("text/plain")
        assert "Disallow: /search/\n" in robots.text
        assert "Crawl-delay" not in robots.text

    def test_can_say_more(self, site, ask):
        site.switch(crawl_delay=10, disallow=("/tag/",))

        assert "Crawl-delay: 10\n" in ask(f"{SITE}/robots.txt").text
        assert "Disallow: /tag/\n" in ask(f"{SITE}/robots.txt").text

    @pytest.mark.parametrize(("robots", "status"), [("missing", 404), ("broken", 500)])
    def test_can_fail(self, site, ask, robots, status):
        site.switch(robots=robots)

        assert ask(f"{SITE}/robots.txt").status == status


class TestFaults:
    @pytest.mark.parametrize("status", [403, 404, 410, 429, 500, 503])
    def test_a_status_lasts_as_often_as_told(self, site, ask, newest, status):
        site.fail(newest.path, status=status, times=2)

        statuses = [ask(SITE + newest.path).status for _ in range(3)]

        assert statuses == [status, status, 200]

    @pytest.mark.parametrize("after", [120, "Fri, 12 Jun 2026 09:00:00 GMT"])
    def test_a_client_can_be_told_to_wait(self, site, ask, after):
        site.fail("/rss", status=429, retry_after=after)

        assert ask(f"{SITE}/rss").headers["Retry-After"] == str(after)

    def test_a_connection_can_be_reset(self, site, ask):
        site.fail("/rss", kind="reset")

        with pytest.raises(ConnectionResetError):
            ask(f"{SITE}/rss")

    def test_a_body_can_be_cut_short(self, site, ask):
        site.fail("/rss", kind="truncate")

        with pytest.raises(http.client.IncompleteRead):
            ask(f"{SITE}/rss")

    def test_an_answer_can_be_slow(self, site, ask):
        site.fail("/rss", seconds=0.2)
        began = datetime.now(UTC)

        assert ask(f"{SITE}/rss").status == 200
        assert (datetime.now(UTC) - began).total_seconds() >= 0.2

    def test_a_slow_answer_does_not_hold_up_the_end(self):
        site = Site(entries=1)
        site.fail("/rss", seconds=3600)
        began = datetime.now(UTC)
        with serve(site) as address:
            host, _, port = address.removeprefix("http://").partition(":")
            with socket.create_connection((host, int(port))) as connection:
                connection.sendall(b"GET /rss HTTP/1.1\r\nHost: localhost\r\n\r\n")

        assert (datetime.now(UTC) - began).total_seconds() < 10

    def test_a_body_can_be_huge(self, site, ask):
        site.fail("/rss", kind="huge", value=3)

        assert len(ask(f"{SITE}/rss").body) > 3_000_000

    def test_a_challenge_comes_with_status_200(self, site, ask, newest):
        site.fail(newest.path, kind="challenge")
        answer = ask(SITE + newest.path)

        assert answer.status == 200
        assert "Checking your browser" in answer.text

    def test_a_page_can_be_empty(self, site, ask, newest):
        site.fail(newest.path, kind="empty")

        assert ask(SITE + newest.path).body == b""

    def test_a_redirect_can_lead_elsewhere_or_nowhere(self, site, ask):
        site.fail("/rss", kind="redirect", value="http://elsewhere.example/rss")
        assert ask(f"{SITE}/rss").location == "http://elsewhere.example/rss"

        site.fail("/rss", kind="loop")
        url = f"{SITE}/rss"
        for _ in range(5):
            url = ask(url).location
        assert url.startswith(f"{SITE}/rss")

    @pytest.mark.parametrize("encoding", ["iso-8859-1", "utf-16"])
    def test_an_encoding_can_be_another(self, site, ask, newest, encoding):
        right = ask(SITE + newest.path).text
        site.fail(newest.path, kind="charset", value=encoding)
        declared = ask(SITE + newest.path)
        site.fail(newest.path, kind="wrong-charset", value=encoding)
        denied = ask(SITE + newest.path)

        assert declared.headers["Content-Type"] == f"text/html; charset={encoding}"
        assert denied.headers["Content-Type"] == "text/html; charset=UTF-8"
        assert declared.body == denied.body
        assert declared.body.decode(encoding) == right

    @pytest.mark.parametrize(
        ("kind", "shown"),
        [("undefined-entity", b"&ndash;"), ("html", b"<!DOCTYPE html>"), ("no-items", b"</rss>")],
    )
    def test_a_feed_can_be_wrong(self, site, ask, kind, shown):
        site.fail("/rss", kind=kind)

        assert shown in ask(f"{SITE}/rss").body

    def test_a_feed_can_break_off(self, site, ask):
        site.fail("/rss", kind="cut")

        assert b"</rss>" not in ask(f"{SITE}/rss").body

    def test_a_fault_can_be_taken_back(self, site, ask):
        site.fail("/rss", status=503)
        site.mend("/rss")

        assert ask(f"{SITE}/rss").status == 200

    def test_a_fault_that_does_not_exist_is_refused(self, site):
        with pytest.raises(ValueError, match="no such fault: 'gremlins'"):
            site.fail("/rss", kind="gremlins")


class TestControl:
    def test_the_log_tells_what_was_asked(self, ask, newest):
        ask("/-/reset", "POST")
        ask(f"{SITE}{newest.path}?utm_source=x", User_Agent="a test")

        [line] = map(json.loads, ask("/-/log").text.splitlines())

        assert (line["method"], line["status"]) == ("GET", 200)
        assert line["url"] == f"{SITE}{newest.path}?utm_source=x"
        assert line["headers"]["User-Agent"] == "a test"

    def test_the_truth_can_be_asked_for(self, site, ask):
        assert json.loads(ask("/-/truth").text) == site.truth()

    def test_switches_faults_and_changes_are_posted_together(self, site, ask, newest):
        answer = ask.switch(
            rows=5,
            disallow=["/tag/"],
            fail=[{"address": "/rss", "status": 503}, {"address": "/news", "status": 403}],
            publish={"title": "Posted"},
            edit={"address": newest.path, "text": "Edited."},
        )

        assert json.loads(answer.text)["rows"] == 5
        assert ask(f"{SITE}/rss").status == 503
        assert ask(f"{SITE}/news").status == 403
        assert site.truth()[0]["title"] == "The Iraq Report: Posted"
        assert "Edited." in site.truth()[1]["text"]

    @pytest.mark.parametrize("wanted", ['{"rowz": 5}', "[]", "{", '{"delete": {"address": "/x"}}'])
    def test_a_wrong_wish_is_refused(self, ask, wanted):
        assert ask("/-/switch", "POST", wanted).status == 400

    def test_the_site_itself_has_no_such_pages(self, ask):
        assert ask(f"{SITE}/-/log").status == 404


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_by_hand_it_says_when_it_is_ready_and_ends_cleanly(number, connect):
    command = [sys.executable, "-m", "replica", "--port", "0", "--articles", "3", "--set", "rows=2"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        address = process.stdout.readline().strip()
        ready = process.stdout.readline()
        page = connect(address)("/tag/iraq-report")
        process.send_signal(number)
        process.wait(timeout=60)

    assert ready.startswith("ready: 3 entries")
    assert page.status == 200
    assert process.returncode == 0


@pytest.mark.parametrize("arguments", [["--set", "rowz=2"], ["--set", "robots=maybe"]])
def test_by_hand_a_wrong_switch_is_refused(arguments):
    run = subprocess.run(
        [sys.executable, "-m", "replica", "--port", "0", *arguments],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )

    assert run.returncode != 0
    assert "Traceback" not in run.stderr
