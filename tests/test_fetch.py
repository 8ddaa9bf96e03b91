"""Fetching: what is refused, what is followed, and that no answer is larger or longer than allowed."""

import gzip
import socket
import zlib

import pytest
from local_web import STORY, Answer, html, local_web

from according.claims import Report
from according.errors import FetchError
from according.intake import Failure, FetchOptions, IntakeOptions, open_reports, open_taken
from according.intake.addresses import Guarded, is_public
from according.intake.fetch import Fetcher


@pytest.fixture
def web():
    with local_web() as server:
        yield server


def here(*names):
    """A resolver that knows some hosts, all of them this machine."""

    def resolve(host, port):
        resolve.asked.append(host)
        return ["127.0.0.1"] if host in names or host == "127.0.0.1" else []

    resolve.asked = []
    return resolve


def fetcher(**options):
    return Fetcher(FetchOptions(**{"allow_private": True, **options}))


def refused(fetch, url, **known):
    with pytest.raises(FetchError) as caught:
        fetch.fetch(url, **known)
    assert caught.value.remedy and caught.value.report == url
    return caught.value


PRIVATE = """0.0.0.0 10.1.2.3 100.64.0.1 127.0.0.1 127.8.8.8 169.254.169.254 172.16.0.1 192.0.0.8 192.0.2.1 192.168.1.1
    192.88.99.1 198.18.0.1 203.0.113.9 224.0.0.1 239.255.255.250 240.0.0.1 255.255.255.255 :: ::1 ::ffff:127.0.0.1
    ::ffff:10.0.0.1 ::ffff:7f00:1 ::127.0.0.1 64:ff9b::7f00:1 64:ff9b::a00:1 64:ff9b:1::1 2002:7f00:1:: 2002:a00:1::1
    2001:0:4136:e378:8000:63bf:3fff:fdd2 2001:db8::1 fc00::1 fd12:3456::1 fe80::1 fe80::1%eth0 fec0::1 ff02::1 100::1
    nonsense 1.2.3 256.1.1.1""".split()


@pytest.mark.parametrize("address", PRIVATE)
def test_addresses_that_are_not_public(address):
    assert not is_public(address)


@pytest.mark.parametrize(
    "address", ["1.1.1.1", "8.8.8.8", "2606:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808", "2002:808:808::1"]
)
def test_addresses_that_are_public(address):
    assert is_public(address)


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1", "localhost", "2130706433", "0x7f000001", "0177.0.0.1", "127.1", "0", "[::1]", "[::ffff:127.0.0.1]",
     "169.254.169.254", "10.0.0.1", "[fe80::1]"],
)  # fmt: skip
def test_the_own_machine_and_network_are_refused_in_any_spelling(web, host):
    web.answers["/"] = Answer(b"secret")
    refused(Fetcher(), f"http://{host}:{web.port}/")
    assert web.asked == []


def test_a_name_that_leads_into_the_own_network_is_refused(web):
    resolve = here("news.example")
    error = refused(Fetcher(resolve=resolve), web.at("/", "news.example"))
    assert "own machine or network" in error.message and web.asked == []


def test_the_address_that_was_checked_is_the_one_connected_to(web):
    """Rebinding: the name is looked up once, and a second answer would not be asked for."""
    answers = iter([["93.184.216.34"], ["127.0.0.1"]])
    connected = []
    guarded = Guarded(False, 10.0, lambda host, port: next(answers), lambda: 0.0)

    class Notes:
        def connect_tcp(self, host, *arguments):
            connected.append(host)
            raise FetchError("far enough")

    guarded._inner = Notes()
    with pytest.raises(FetchError, match="far enough"):
        guarded.connect_tcp("news.example", web.port)
    assert connected == ["93.184.216.34"]


def test_private_addresses_beside_public_ones_are_left_out():
    guarded = Guarded(False, 10.0, lambda host, port: ["10.0.0.1", "8.8.8.8", "::1"], lambda: 0.0)
    assert guarded._checked("news.example", 80) == ["8.8.8.8"]


def test_a_redirect_is_checked_like_the_first_address(web):
    web.answers["/moved"] = Answer(status=302, headers={"Location": web.at("/inside", "other.example")})
    web.answers["/inside"] = Answer(b"secret")
    resolve = here("news.example", "other.example")
    fetch = Fetcher(FetchOptions(allow_private={"news.example"}), resolve=resolve)
    refused(fetch, web.at("/moved", "news.example"))
    assert web.paths() == ["/moved"]


@pytest.mark.parametrize("location", ["file:///etc/passwd", "gopher://127.0.0.1/", "ftp://a.example/x"])
def test_a_redirect_to_another_scheme_is_refused(web, location):
    web.answers["/"] = Answer(status=301, headers={"Location": location})
    assert "only http" in refused(fetcher(), web.at("/")).message


@pytest.mark.parametrize(
    "url", ["file:///etc/passwd", "ftp://a.example/", "http://", "http://u:p@a.example/", "http://[::1", "x"]
)
def test_what_is_no_address_to_fetch(url):
    refused(fetcher(), url)


def test_a_host_that_does_not_exist():
    def unknown(host, port):
        raise socket.gaierror(-2, "Name or service not known")

    fetch = Fetcher(resolve=lambda host, port: [])
    assert refused(fetch, "http://nowhere.example/").passing


def test_five_redirects_are_followed_and_six_are_not(web):
    for number in range(7):
        web.answers[f"/{number}"] = Answer(status=302, headers={"Location": f"/{number + 1}"})
    web.answers["/5"] = Answer(b"here")
    assert fetcher().fetch(web.at("/0")).body == b"here"
    web.answers["/5"] = Answer(status=302, headers={"Location": "/6"})
    web.answers["/6"] = Answer(b"too far")
    assert "redirected more than 5" in refused(fetcher(), web.at("/0")).message
    assert "/6" not in web.paths()


def test_where_something_has_moved_for_good(web):
    web.answers["/old"] = Answer(status=301, headers={"Location": "/new"})
    web.answers["/new"] = Answer(status=302, headers={"Location": "/now"})
    web.answers["/now"] = Answer(b"x")
    fetched = fetcher().fetch(web.at("/old"))
    assert (fetched.url, fetched.moved_to) == (web.at("/now"), web.at("/new"))


def test_the_product_is_named_and_nothing_else_is_told(web):
    web.answers["/"] = Answer(b"x", headers={"Set-Cookie": "id=1"})
    fetch = fetcher(contact="https://newsroom.example/bot")
    fetch.fetch(web.at("/"))
    fetch.fetch(web.at("/"))
    for _path, headers in web.asked:
        assert headers["User-Agent"].startswith("according/")
        assert headers["User-Agent"].endswith("(+https://newsroom.example/bot)")
        assert not {"Cookie", "Referer", "Authorization"} & set(headers)


def test_what_is_known_is_not_sent_again(web):
    web.answers["/"] = Answer(b"x", etag='"one"', headers={"Last-Modified": "Mon, 25 Nov 2024 10:00:00 GMT"})
    first = fetcher().fetch(web.at("/"))
    again = fetcher().fetch(web.at("/"), etag=first.etag, last_modified=first.last_modified)
    assert (first.not_modified, again.not_modified, again.body) == (False, True, b"")
    assert web.asked[1][1]["If-Modified-Since"] == "Mon, 25 Nov 2024 10:00:00 GMT"


@pytest.mark.parametrize(
    ("packing", "packed"),
    [
        ("gzip", lambda data: gzip.compress(data, mtime=0)),
        ("deflate", zlib.compress),
        ("deflate", lambda data: zlib.compress(data, wbits=-15)),
        ("", bytes),
    ],
)
def test_size_counts_after_unpacking(web, packing, packed):
    headers = {"Content-Encoding": packing} if packing else {}
    web.answers["/"] = Answer(packed(b"a" * 1000), headers=headers)
    assert fetcher(max_bytes=1000).fetch(web.at("/")).body == b"a" * 1000
    assert "over the limit" in refused(fetcher(max_bytes=999), web.at("/")).message


def test_a_bomb_is_not_unpacked(web):
    web.answers["/"] = Answer(gzip.compress(b"\0" * 50_000_000, mtime=0), headers={"Content-Encoding": "gzip"})
    assert "over the limit" in refused(fetcher(max_bytes=100_000), web.at("/")).message


@pytest.mark.parametrize("body", [b"no gzip", gzip.compress(b"a" * 100, mtime=0)[:-4]])
def test_a_damaged_packing(web, body):
    web.answers["/"] = Answer(body, headers={"Content-Encoding": "gzip"})
    assert "damaged" in refused(fetcher(), web.at("/")).message


def test_a_packing_that_was_not_asked_for(web):
    web.answers["/"] = Answer(b"?", headers={"Content-Encoding": "br"})
    assert "not asked for" in refused(fetcher(), web.at("/")).message


def test_time_is_limited_over_all_redirects(web):
    web.answers["/a"] = Answer(status=302, headers={"Location": "/b"})
    web.answers["/b"] = Answer(b"late")
    ticks = iter(range(0, 100_000, 4))
    fetch = Fetcher(FetchOptions(allow_private=True, max_seconds=30), monotonic=lambda: next(ticks))
    error = refused(fetch, web.at("/a"))
    assert "in time" in error.message and error.passing


@pytest.mark.parametrize(("status", "passing"), [(404, False), (410, False), (403, False), (429, True), (503, True)])
def test_other_answers_are_errors_with_their_status(web, status, passing):
    web.answers["/"] = Answer(b"?", status, {"Retry-After": "120"})
    error = refused(fetcher(), web.at("/"))
    assert (error.status, error.passing, error.retry_after) == (status, passing, 120.0)


def test_retry_after_as_a_date(web):
    web.answers["/"] = Answer(b"?", 503, {"Retry-After": "Mon, 25 Nov 2024 10:02:00 GMT"})
    at_ten = Fetcher(FetchOptions(allow_private=True), now=lambda: 1732528800.0)
    assert refused(at_ten, web.at("/")).retry_after == 120.0
    for nonsense in ("soon", "nan", "inf", ""):
        web.answers["/"] = Answer(b"?", 503, {"Retry-After": nonsense})
        assert refused(at_ten, web.at("/")).retry_after is None


def options(**more):
    return IntakeOptions(fetch=FetchOptions(allow_private=True), on_warning=lambda report, message: None, **more)


def test_an_address_is_a_source(web):
    body = html(
        "Depot burns", *STORY, head='<meta property="article:published_time" content="2024-11-25T23:30:00+02:00">'
    )
    web.answers["/depot"] = Answer(body, headers={"Content-Type": "text/html; charset=utf-8"})
    (taken,) = open_taken([web.at("/depot")], options())
    report = taken.report
    assert (report.id, report.url, report.published) == (web.at("/depot"), web.at("/depot"), "2024-11-25")
    assert report.published_at == "2024-11-25T21:30:00Z"
    assert (taken.raw, taken.media_type, taken.url) == (body, "text/html", web.at("/depot"))
    assert taken.fetched_at and taken.warnings == []
    (report,) = open_reports([web.at("/depot")], options())
    assert isinstance(report, Report)


def test_a_fetch_date_is_no_publication_date(web):
    web.answers["/depot"] = Answer(html("Depot burns", *STORY), headers={"Content-Type": "text/html"})
    (taken,) = open_taken([web.at("/depot")], options())
    assert taken.report.published is None and taken.fetched_at
    assert "no date of publication" in taken.warnings[0]


def test_the_charset_that_the_server_names_is_believed(web):
    body = html(
        "Depot",
        "The café owner, who lives near the old gate of the port, said that the depot burned on Monday.",
        STORY[1],
    )
    web.answers["/"] = Answer(
        body.decode().encode("iso-8859-1"), headers={"Content-Type": "text/html; charset=ISO-8859-1"}
    )
    (taken,) = open_taken([web.at("/")], options())
    assert "café owner" in taken.report.text and not any("Windows" in note for note in taken.warnings)


def test_an_address_that_fails_is_a_failure(web):
    web.answers["/yes"] = Answer(" ".join(STORY).encode(), headers={"Content-Type": "text/plain"})
    failure, taken = open_taken([web.at("/no"), web.at("/yes")], options())
    assert isinstance(failure, Failure) and isinstance(failure.error, FetchError) and failure.source == web.at("/no")
    assert taken.report.text == " ".join(STORY) and taken.media_type == "text/plain"


def test_without_leave_this_machine_is_not_read(web):
    (failure,) = open_reports([web.at("/")], IntakeOptions())
    assert isinstance(failure, Failure) and web.asked == []


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b'{"text": "The port burned on Monday, the governor said."}', "application/json"),
        (b'{"text": "The port burned on Monday, the governor said."}\n', "text/plain"),
        (b"<rss version='2.0'><channel><item><title>T</title><link>https://a.example/1</link>"
         b"<description>The port burned on Monday, the governor said.</description></item></channel></rss>", "text/xml"),
    ],
)  # fmt: skip
def test_addresses_of_other_kinds(web, body, kind):
    web.answers["/"] = Answer(body, headers={"Content-Type": kind})
    (taken,) = open_taken([web.at("/")], options())
    assert taken.report.text == "The port burned on Monday, the governor said."
    assert taken.fetched_at is not None
