"""Watching feeds on a server of our own, under a clock that only the test moves."""

import datetime
from dataclasses import replace

import pytest
from local_web import STORY, Answer, html, local_web

from according.errors import EmptyReportError, FetchError, UnreadableError
from according.intake import Failure, IntakeOptions
from according.intake.feedstate import FeedState, JsonStates
from according.intake.polite import Polite
from according.intake.watch import Watcher
from according.intake.watchlist import FeedSource, WatchList, load_watch_list, seconds

START = datetime.datetime(2024, 11, 26, 12, tzinfo=datetime.UTC).timestamp()
BODY = "\n".join(STORY)


class Clock:
    """Time that passes only where somebody sleeps, or the test lets it."""

    def __init__(self):
        self.time = START
        self.slept = []

    def now(self):
        return self.time

    def sleep(self, seconds):
        self.slept.append(seconds)
        self.time += seconds


class Store(dict):
    """What a ledger will be: keeps copies, so that only what was saved counts."""

    def load(self, url):
        state = self.get(url)
        return None if state is None else FeedState(**{name: getattr(state, name) for name in state.__struct_fields__})

    def save(self, state):
        self[state.url] = FeedState(**{name: getattr(state, name) for name in state.__struct_fields__})


class Notes(list):
    def __call__(self, report, message):
        self.append((report, message))


def feed(*items):
    entries = "".join(
        f"<item><title>{title}</title><link>{link}</link><pubDate>{date}</pubDate><description>{text}</description></item>"
        for title, link, text, date in items
    )
    return f"<rss version='2.0'><channel><title>The feed</title>{entries}</channel></rss>".encode()


def item(web, name, text="The port burned on Monday, the governor said.", date="Mon, 25 Nov 2024 10:00:00 GMT"):
    return (name, web.at(f"/{name}"), text, date)


class Setting:
    def __init__(self, web, **source):
        self.web, self.clock, self.store, self.notes = web, Clock(), Store(), Notes()
        self.url = web.at("/feed")
        self.source = FeedSource(self.url, **{"every": 600.0, **source})
        self.list = WatchList((self.source,), allow_private=True, contact="https://newsroom.example/bot")

    def watcher(self):
        return Watcher(self.list, self.store, IntakeOptions(on_warning=self.notes), self.clock)

    def answer(self, *items, etag=None, **answer):
        self.web.answers["/feed"] = Answer(feed(*items), etag=etag, **answer)

    def after(self, seconds, watcher=None):
        """What a new process finds that starts so much later, or `watcher` itself."""
        self.clock.time += seconds
        return list((watcher or self.watcher()).poll())

    def asked(self):
        """What was asked for since the last time, without the rules."""
        paths = [path for path in self.web.paths() if path != "/robots.txt"]
        self.web.asked.clear()
        return paths


@pytest.fixture
def web():
    with local_web() as server:
        yield server


def test_new_entries_come_once_the_oldest_first_and_changed_ones_again(web):
    setting = Setting(web, publisher="Harbour Post")
    setting.answer(item(web, "b"), item(web, "a"))
    first = setting.after(0)
    assert [taken.report.id for taken in first] == [web.at("/a"), web.at("/b")]
    assert first[0].report.publisher == "Harbour Post" and first[0].fetched_at == "2024-11-26T12:00:02Z"
    assert first[0].report.published_at == "2024-11-25T10:00:00Z" and "only a summary" in first[0].warnings[0]
    assert setting.after(600) == []
    setting.answer(
        item(web, "c"), item(web, "b", "The port did not burn on Monday, the governor said."), item(web, "a")
    )
    assert [taken.report.id for taken in setting.after(600)] == [web.at("/b"), web.at("/c")]


def test_a_feed_is_asked_when_it_is_due_and_told_what_is_known(web):
    setting = Setting(web)
    setting.answer(item(web, "a"), etag='"1"', headers={"Last-Modified": "Tue, 26 Nov 2024 09:00:00 GMT"})
    watcher = setting.watcher()
    assert len(setting.after(0, watcher)) == 1
    assert watcher.due() == [] and watcher.wait() == 600
    assert setting.after(599, watcher) == [] and setting.asked() == ["/feed"]
    assert setting.after(1) == []
    assert [(headers.get("If-None-Match"), headers.get("If-Modified-Since")) for path, headers in web.asked if path == "/feed"] == [
        ('"1"', "Tue, 26 Nov 2024 09:00:00 GMT")
    ]  # fmt: skip
    assert setting.store[setting.url].news_at == "2024-11-25T10:00:00Z"


def test_the_longest_overdue_feed_comes_first(web):
    setting = Setting(web)
    other = replace(setting.source, url=web.at("/other"), every=900.0)
    setting.list = replace(setting.list, feeds=(setting.source, other), per_host_delay=0.0)
    setting.answer(item(web, "a"))
    web.answers["/other"] = Answer(feed(item(web, "z")))
    watcher = setting.watcher()
    setting.after(0, watcher)
    setting.clock.time += 901
    assert watcher.due() == [setting.source, other]
    assert watcher.wait() == 0


def test_pages_are_fetched_where_the_full_text_is_wanted(web):
    setting = Setting(web, full_text=True, publisher="Harbour Post")
    setting.answer(item(web, "a"))
    web.answers["/a"] = Answer(html("Depot burns", *STORY), headers={"Content-Type": "text/html"})
    (taken,) = setting.after(0)
    assert "Fire crews said" in taken.report.text and taken.raw == web.answers["/a"].body
    assert (taken.report.id, taken.report.url, taken.url) == (web.at("/a"),) * 3
    assert (taken.report.title, taken.report.publisher) == ("Depot burns", "Harbour Post")
    assert taken.report.published_at == "2024-11-25T10:00:00Z" and taken.warnings == []
    assert setting.after(600) == [] and setting.asked() == ["/feed", "/a", "/feed"]


def test_a_page_that_is_not_there_gives_way_to_the_feed(web):
    setting = Setting(web, full_text=True)
    setting.answer(item(web, "gone"), item(web, "empty"))
    web.answers["/empty"] = Answer(b"<html><body></body></html>", headers={"Content-Type": "text/html"})
    empty, gone = setting.after(0)
    assert "404" in gone.warnings[-1] and "no article" in empty.warnings[-1]
    assert gone.report.text == empty.report.text == "The port burned on Monday, the governor said."
    assert setting.after(600) == []


def test_a_page_that_fails_for_now_is_tried_again_and_not_for_ever(web):
    setting = Setting(web, full_text=True)
    setting.answer(item(web, "a"), etag='"1"')
    web.answers["/a"] = Answer(b"?", 500)
    for _ in range(2):
        (failure,) = setting.after(600)
        assert isinstance(failure, Failure) and failure.source == web.at("/a") and "tried again" in str(failure)
    (taken,) = setting.after(600)
    assert "500" in taken.warnings[-1] and taken.report.text.startswith("The port burned")
    assert setting.after(600) == []
    setting.answer(item(web, "b"))
    web.answers["/b"] = Answer(b"?", 503)
    assert isinstance(setting.after(600)[0], Failure)
    web.answers["/b"] = Answer(html("Depot burns", *STORY))
    (taken,) = setting.after(600)
    assert "Fire crews said" in taken.report.text


def test_an_entry_without_a_text_is_a_failure_once(web):
    setting = Setting(web)
    setting.answer(item(web, "a", text=""))
    (failure,) = setting.after(0)
    assert isinstance(failure.error, EmptyReportError) and "full_text" in str(failure)
    assert setting.after(600) == []


def test_robots_txt_is_kept_to(web):
    setting = Setting(web, full_text=True)
    web.answers["/robots.txt"] = Answer(b"User-agent: according\nDisallow: /secret\n\nUser-agent: *\nDisallow: /\n")
    setting.answer(item(web, "secret"), item(web, "open"))
    web.answers["/open"] = web.answers["/secret"] = Answer(html("Depot burns", *STORY))
    opened, secret = setting.after(0)
    assert "Fire crews" in opened.report.text
    assert "robots.txt" in secret.warnings[-1] and "Fire crews" not in secret.report.text
    assert setting.asked() == ["/feed", "/open"]


def test_a_feed_that_robots_txt_closes_is_not_asked_for(web):
    setting = Setting(web)
    web.answers["/robots.txt"] = Answer(b"User-agent: *\nDisallow: /feed")
    (failure,) = setting.after(0)
    assert isinstance(failure.error, FetchError) and "robots.txt" in str(failure)
    assert setting.asked() == []


def test_a_redirect_to_a_closed_page_is_not_followed(web):
    setting = Setting(web)
    web.answers["/robots.txt"] = Answer(b"User-agent: *\nDisallow: /closed")
    web.answers["/feed"] = Answer(status=302, headers={"Location": "/closed"})
    (failure,) = setting.after(0)
    assert "robots.txt" in str(failure) and setting.asked() == ["/feed"]


def test_rules_that_cannot_be_read_close_a_site_for_a_while(web):
    setting = Setting(web)
    setting.answer(item(web, "a"))
    web.answers["/robots.txt"] = Answer(b"?", 500)
    (failure,) = setting.after(0)
    assert "robots.txt cannot be read" in str(failure) and setting.asked() == []
    del web.answers["/robots.txt"]
    assert len(setting.after(1200)) == 1


def test_rules_are_asked_for_once_a_day(web):
    setting = Setting(web)
    setting.answer(item(web, "a"))
    watcher = setting.watcher()
    for _ in range(3):
        setting.after(600, watcher)
    assert web.paths().count("/robots.txt") == 1
    setting.after(86400, watcher)
    assert web.paths().count("/robots.txt") == 2


def test_a_host_is_not_asked_more_often_than_it_likes(web):
    setting = Setting(web, full_text=True)
    setting.answer(item(web, "a"), item(web, "b"))
    for name in "ab":
        web.answers[f"/{name}"] = Answer(html("Depot burns", *STORY))
    setting.after(0)
    assert setting.clock.slept == [2.0, 2.0, 2.0]  # after the rules, the feed and the first page
    slow = Setting(web)
    web.answers["/robots.txt"] = Answer(b"User-agent: *\nCrawl-delay: 7\nDisallow:")
    slow.after(0)
    assert slow.clock.slept == [7.0]


def test_failures_put_the_next_look_off_and_success_brings_it_back(web):
    setting = Setting(web)
    watcher = setting.watcher()
    web.answers["/feed"] = Answer(b"?", 500)
    waits = []
    for _ in range(12):
        (failure,) = setting.after(watcher.wait(), watcher)
        assert isinstance(failure, Failure) and failure.source == setting.url
        waits.append(round(watcher.wait()))
    assert waits[:4] == [600, 1200, 2400, 4800] and waits[-1] == max(waits) == 86400
    assert setting.store[setting.url].problem == "the server answered 500 Internal Server Error."
    setting.answer(item(web, "a"))
    assert len(setting.after(86400, watcher)) == 1
    assert watcher.wait() == 600 and setting.store[setting.url].failures == 0


def test_a_server_that_asks_to_wait_is_left_alone(web):
    setting = Setting(web)
    web.answers["/feed"] = Answer(b"?", 429, {"Retry-After": "7200"})
    watcher = setting.watcher()
    assert len(setting.after(0, watcher)) == 1
    assert watcher.wait() == 7200
    setting.asked()
    assert setting.after(7100, watcher) == [] and setting.asked() == []


def test_pages_of_a_server_that_asks_to_wait_come_later(web):
    setting = Setting(web, full_text=True)
    setting.answer(item(web, "b"), item(web, "a"))
    web.answers["/a"] = Answer(b"?", 503, {"Retry-After": "3000"})
    web.answers["/b"] = Answer(html("Depot burns", *STORY))
    watcher = setting.watcher()
    (failure,) = setting.after(0, watcher)
    assert failure.source == web.at("/a") and "/b" not in setting.asked()
    web.answers["/a"] = Answer(html("Depot burns", *STORY))
    assert [taken.report.id for taken in setting.after(3700, watcher) if not isinstance(taken, Failure)] == [
        web.at("/a"), web.at("/b")
    ]  # fmt: skip


def test_what_was_worked_on_in_a_crash_comes_again(web):
    setting = Setting(web)
    setting.answer(item(web, "c"), item(web, "b"), item(web, "a"), etag='"1"')
    polling = setting.watcher().poll()
    assert [next(polling).report.id, next(polling).report.id] == [web.at("/a"), web.at("/b")]
    polling.close()
    assert [taken.report.id for taken in setting.after(0)] == [web.at("/b"), web.at("/c")]
    assert setting.after(600) == []


def test_a_silent_feed_is_said_once_and_again_after_it_has_spoken(web):
    setting = Setting(web)
    setting.answer(item(web, "a", date="Tue, 26 Nov 2024 11:00:00 GMT"))
    watcher = setting.watcher()
    setting.after(0, watcher)
    assert watcher.silent() == [] and setting.notes == []
    setting.after(86400, watcher)
    setting.after(600, watcher)
    assert setting.notes == [(setting.url, "silent: nothing new since 2024-11-26T11:00:00Z.")]
    (silence,) = watcher.silent()
    assert (silence.url, silence.since, silence.problem) == (setting.url, "2024-11-26T11:00:00Z", None)
    setting.answer(item(web, "b"))
    setting.after(600, watcher)
    assert watcher.silent() == []
    web.answers["/feed"] = Answer(b"?", 404)
    setting.after(90000, watcher)
    assert "404" in setting.notes[-1][1] and "404" in watcher.silent()[0].problem


def test_a_feed_that_was_old_already_is_silent_when_nothing_follows(web):
    setting = Setting(web)
    setting.answer(item(web, "a"), item(web, "b", date="Sat, 23 Nov 2024 10:00:00 GMT"))
    watcher = setting.watcher()
    assert len(setting.after(0, watcher)) == 2
    assert setting.notes == [], "it has just told something"
    setting.after(900, watcher)
    setting.after(900, watcher)
    assert setting.notes == [(setting.url, "silent: nothing new since 2024-11-25T10:00:00Z.")]


def test_a_feed_that_has_moved_says_so_once(web):
    setting = Setting(web)
    web.answers["/feed"] = Answer(status=301, headers={"Location": "/new"})
    web.answers["/new"] = Answer(feed(item(web, "a", date="Tue, 26 Nov 2024 11:00:00 GMT")))
    assert len(setting.after(0)) == 1
    setting.after(600)
    assert [message for _, message in setting.notes] == [f"it has moved for good: write {web.at('/new')} in the list."]


def test_what_is_no_feed_is_a_failure_and_other_feeds_go_on(web):
    setting = Setting(web)
    other = replace(setting.source, url=web.at("/other"))
    setting.list = replace(setting.list, feeds=(setting.source, other))
    web.answers["/feed"] = Answer(b"<html>no feed</html>")
    web.answers["/other"] = Answer(feed(item(web, "a")))
    failure, taken = setting.after(0)
    assert isinstance(failure.error, UnreadableError) and taken.report.id == web.at("/a")


def test_entries_that_left_the_feed_are_remembered_but_not_all_for_ever(web):
    setting = Setting(web)
    setting.answer(*(item(web, f"old{number}") for number in range(900)))
    setting.after(0)
    setting.answer(*(item(web, f"new{number}") for number in range(900)))
    setting.after(600)
    setting.answer(item(web, "last"), item(web, "old5"))
    assert [taken.report.id for taken in setting.after(600)] == [web.at("/last")]
    assert len(setting.store[setting.url].seen) == 1002


def test_run_sleeps_until_something_is_due(web):
    setting = Setting(web)
    setting.answer(item(web, "a"))
    running = setting.watcher().run()
    next(running)
    setting.answer(item(web, "b"))
    next(running)
    assert setting.clock.slept[:2] == [2.0, 600.0]


def test_states_in_a_file_survive_a_restart(tmp_path, web):
    setting = Setting(web)
    setting.answer(item(web, "a"), etag='"1"')
    path = tmp_path / "states.json"
    setting.store = JsonStates(path)
    assert len(setting.after(0)) == 1
    setting.store = JsonStates(path)
    assert setting.after(600) == []
    assert web.asked[-1][1]["If-None-Match"] == '"1"'
    assert [file.name for file in tmp_path.iterdir()] == ["states.json"]
    path.write_text("{")
    with pytest.raises(UnreadableError, match="Remove it"):
        JsonStates(path)


LIST = """
[watch]
contact = "https://newsroom.example/bot"
per_host_delay = "5s"
allow_private = ["feeds.lan"]
silent_after = "2d"
[[feed]]
url = "https://harbour.example/rss"
publisher = "Harbour Post"
every = "30m"
full_text = true
[[feed]]
url = "http://feeds.lan/atom"
"""


def test_a_list_of_feeds(tmp_path):
    path = tmp_path / "feeds.toml"
    path.write_text(LIST)
    assert load_watch_list(path) == WatchList(
        feeds=(
            FeedSource("https://harbour.example/rss", "Harbour Post", 1800.0, True),
            FeedSource("http://feeds.lan/atom", None, 900.0, False),
        ),
        contact="https://newsroom.example/bot",
        per_host_delay=5.0,
        allow_private=frozenset({"feeds.lan"}),
        silent_after=172800.0,
    )


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        (LIST, "", "names no feed"),
        ("[watch]", "[watch", "no list of feeds"),
        ("full_text", "fulltext", "fulltext"),
        ('"30m"', '"half an hour"', "half an hour"),
        ('"30m"', '"5s"', "Once a minute"),
        ("http://feeds.lan/atom", "https://harbour.example/rss", "twice"),
        ("http://feeds.lan/atom", "feeds.lan/atom", "no address"),
        ("url", "uri", "uri"),
    ],
)
def test_a_wrong_list_says_what_is_wrong(tmp_path, before, after, said):
    path = tmp_path / "feeds.toml"
    path.write_text(LIST.replace(before, after))
    with pytest.raises(UnreadableError) as caught:
        load_watch_list(path)
    assert said in str(caught.value) and caught.value.remedy
    with pytest.raises(UnreadableError, match="cannot be opened"):
        load_watch_list(tmp_path / "absent.toml")


def test_times_are_written_with_a_unit():
    assert [seconds(text, "x") for text in ("30s", "1.5m", "24h", "7 d")] == [30, 90, 86400, 604800]


def test_an_unreadable_address_is_a_fetch_error():
    with pytest.raises(FetchError):
        Polite(None, 0.0, Clock()).get("http://[::1")
