"""The commands on a ledger, by subprocess, with the stand-in for the reader of `test_cli`."""

import json
import os
import signal
import subprocess
import sys

import pytest
from local_web import Answer, local_web
from test_cli import STAND_IN, environment, run

TEXT = "Ports burned on Monday, the governor said.\n"
READING = ("events", "claims", "tallies", "sources", "entities", "copies", "doctor")


def rows(done):
    return [json.loads(line) for line in done.stdout.splitlines()]


def reports(ledger):
    return [
        row["reading"]["report"]["id"]
        for row in rows(run("export", "jsonl", "--ledger", ledger))
        if row["kind"] == "reading"
    ]


@pytest.fixture
def ledger(tmp_path):
    return tmp_path / "l.db"


@pytest.fixture
def folder(tmp_path):
    """Two texts and a file of two reports."""
    there = tmp_path / "reports"
    (there / "sub").mkdir(parents=True)
    (there / "a.txt").write_text(TEXT)
    (there / "sub/b.txt").write_text("Depots burned on Monday, the mayor said.\n")
    lines = [{"id": f"j{i}", "text": f"Trains {i} stopped.", "published": "2024-11-25"} for i in range(2)]
    (there / "c.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines))
    return there


def test_adding_twice_changes_nothing(ledger, folder):
    first = run("add", folder, "--ledger", ledger, "--published", "2024-11-25")
    assert (first.returncode, first.stderr) == (0, b"")
    assert first.stdout.decode() == f"{ledger}: 4 new, 0 unchanged, 0 revised, 0 withdrawn, 0 failed\n"
    before = run("export", "jsonl", "--ledger", ledger).stdout
    # A report that is there is not even read again: the model need not be there.
    again = run("add", folder, "--ledger", ledger, "--published", "2024-11-25", NO_MODEL="1")
    assert again.returncode == 0 and b"0 new, 4 unchanged" in again.stdout
    assert run("export", "jsonl", "--ledger", ledger).stdout == before


def test_the_ledger_is_named_by_a_variable_or_lies_here(tmp_path, folder, ledger):
    run("add", folder / "a.txt", ACCORDING_LEDGER=str(ledger))
    assert ledger.exists() and reports(ledger) == ["a.txt"]
    command = [sys.executable, "-c", STAND_IN, "add", str(folder / "a.txt")]
    done = subprocess.run(command, cwd=tmp_path, env=environment(), capture_output=True, check=True, timeout=60)
    assert done.stdout.startswith(b"according.db: 1 new") and (tmp_path / "according.db").exists()


def test_a_changed_file_is_a_revision_and_another_file_of_that_name_is_not(ledger, folder):
    other = folder.parent / "other/a.txt"
    other.parent.mkdir()
    other.write_text("Bridges fell on Sunday.\n")
    assert b"1 new" in run("add", folder / "a.txt", "--ledger", ledger).stdout
    assert b"1 new" in run("add", other, "--ledger", ledger).stdout
    (folder / "a.txt").write_text("Ports burned on Monday and Tuesday, the governor said.\n")
    assert b"0 new, 0 unchanged, 1 revised" in run("add", folder / "a.txt", "--ledger", ledger).stdout
    assert len(reports(ledger)) == 2 and "a.txt~2" in reports(ledger)


def test_texts_from_standard_input_are_reports_of_their_own(ledger):
    run("add", "-", "--ledger", ledger, stdin=b"Ports burned.\n")
    assert b"1 new" in run("add", "-", "--ledger", ledger, stdin=b"Bridges fell.\n").stdout
    assert b"1 unchanged" in run("add", "-", "--ledger", ledger, stdin=b"Ports burned.\n").stdout
    assert len(reports(ledger)) == 2


def test_what_fails_is_kept_and_can_be_tried_again(ledger, folder):
    (folder / "empty.txt").write_text("")
    with (folder / "c.jsonl").open("a") as lines:
        lines.write("{no json\n")
    done = run("add", folder, "--ledger", ledger)
    assert done.returncode == 3 and b"4 new" in done.stdout and b"2 failed" in done.stdout
    doctor = run("doctor", "--ledger", ledger, "--json")
    (failures,) = [finding for finding in json.loads(doctor.stdout) if finding["kind"] == "failures"]
    assert failures["count"] == 2 and "add --retry-failed" in failures["remedy"]
    (folder / "empty.txt").write_text("Bridges fell.\n")
    again = run("add", "--retry-failed", "--ledger", ledger)
    assert again.returncode == 3 and b"1 new, 4 unchanged" in again.stdout and b"1 failed" in again.stdout
    (folder / "c.jsonl").unlink()
    assert run("add", "--retry-failed", "--ledger", ledger).returncode == 0
    done = run("add", "--retry-failed", "--ledger", ledger)
    assert done.returncode == 0 and b"nothing has failed" in done.stderr


def test_a_mistyped_name_makes_no_ledger(ledger):
    done = run("add", "absent.txt", "--ledger", ledger)
    assert done.returncode == 1 and b"no such file" in done.stderr and not ledger.exists()
    assert run("add", "--retry-failed", "--ledger", ledger).returncode == 1 and not ledger.exists()
    done = run("add", "--ledger", ledger)
    assert done.returncode == 2 and b"name what to add" in done.stderr


@pytest.mark.parametrize("command", READING)
def test_asking_a_ledger_that_is_not_there_says_how_to_make_one(command, ledger):
    done = run(command, "--ledger", ledger)
    assert (done.returncode, done.stdout) == (1, b"")
    assert done.stderr.decode() == f"according: there is no ledger {ledger}. Make one with `according add SOURCE...`.\n"
    assert not ledger.exists()


def test_a_file_that_is_no_ledger_is_left_as_it_is(folder):
    before = (folder / "a.txt").read_bytes()
    for command in (["events"], ["add", folder / "c.jsonl"], ["import", folder / "c.jsonl"]):
        done = run(*command, "--ledger", folder / "a.txt")
        assert done.returncode == 1 and b"is no ledger" in done.stderr and done.stderr.count(b"\n") == 1
    assert (folder / "a.txt").read_bytes() == before


@pytest.mark.skipif(os.name == "nt", reason="POSIX signals")
def test_an_interrupted_add_keeps_what_it_read_and_goes_on(ledger, tmp_path):
    texts = ["One burned.", "Two burned.", "INTERRUPT", "Four burned."]
    many = tmp_path / "many.jsonl"
    many.write_text("".join(json.dumps({"id": f"r{i}", "text": text}) + "\n" for i, text in enumerate(texts)))
    done = run("add", many, "--ledger", ledger)
    assert done.returncode == 130 and b"2 new" in done.stdout and b"run the same again" in done.stderr
    assert reports(ledger) == ["r0", "r1"]
    many.write_text(many.read_text().replace("INTERRUPT", "Three burned."))
    assert b"2 new, 2 unchanged" in run("add", many, "--ledger", ledger).stdout


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="POSIX signals")
def test_a_killed_add_goes_on(ledger, tmp_path):
    many = tmp_path / "many.jsonl"
    many.write_text("".join(json.dumps({"id": f"r{i}", "text": f"Ports {i} burned."}) + "\n" for i in range(150)))
    killed = STAND_IN.replace(
        "word = report.text.split()[0]",
        'word = report.text.split()[0]\n        if report.id == "r120": os.kill(os.getpid(), signal.SIGKILL)',
    )
    command = [sys.executable, "-c", killed, "add", str(many), "--ledger", str(ledger)]
    assert subprocess.run(command, env=environment(), capture_output=True, check=False, timeout=60).returncode == -9
    kept = len(reports(ledger))
    assert 100 <= kept < 150
    done = run("add", many, "--ledger", ledger)
    assert f"{150 - kept} new, {kept} unchanged".encode() in done.stdout
    assert len(reports(ledger)) == 150


def test_a_withdrawal_without_a_text_is_not_read(ledger, tmp_path):
    item = {"uri": "https://harbour.example/1", "versioncreated": "2024-11-25T10:00:00Z", "headline": "Ports burn"}
    lines = tmp_path / "wire.jsonl"
    lines.write_text(json.dumps(item | {"body_text": TEXT, "version": "1", "pubstatus": "usable"}) + "\n")
    assert b"1 new" in run("add", lines, "--ledger", ledger).stdout
    lines.write_text(json.dumps(item | {"version": "2", "pubstatus": "canceled"}) + "\n")
    done = run("add", lines, "--ledger", ledger, NO_MODEL="1")
    assert done.returncode == 0 and b"1 withdrawn" in done.stdout
    assert rows(run("events", "--ledger", ledger, "--format", "jsonl")) == []


def test_export_and_import_lose_nothing(ledger, folder, tmp_path):
    run("add", folder, "--ledger", ledger, "--published", "2024-11-25")
    file, two = tmp_path / "all.jsonl", tmp_path / "two.db"
    done = run("export", "jsonl", "--ledger", ledger, "--output", file)
    assert done.returncode == 0 and b"records" in done.stdout
    assert b"4 new" in run("import", file, "--ledger", two).stdout
    assert run("export", "jsonl", "--ledger", two).stdout == file.read_bytes()
    assert b"4 unchanged" in run("import", file, "--ledger", two).stdout
    spoilt = tmp_path / "spoilt.jsonl"
    spoilt.write_bytes(file.read_bytes() + b'{"kind": "reading"\n')
    done = run("import", spoilt, "--ledger", two)
    assert done.returncode == 3 and b"cannot be read" in done.stderr
    assert run("import", tmp_path / "absent", "--ledger", tmp_path / "three.db").returncode == 1
    assert not (tmp_path / "three.db").exists()


@pytest.mark.parametrize("form", ["csv", "geojson", "ftm", "plover", "timemap"])
def test_every_export_of_one_filter(ledger, folder, form):
    run("add", folder, "--ledger", ledger, "--published", "2024-11-25")
    assert run("export", form, "--ledger", ledger).returncode == 0
    done = run("export", form, "--ledger", ledger, "--type", "AID")
    assert done.returncode == 0 and b"HARM" not in done.stdout


def test_brief(ledger, folder, tmp_path):
    run("add", folder, "--ledger", ledger, "--published", "2024-11-25")
    file = tmp_path / "brief.html"
    done = run("brief", "--since", "2024-11-24", "--until", "2024-11-26", "--ledger", ledger, "--output", file)
    assert (done.returncode, done.stderr) == (0, b"") and "Ports" in file.read_text()
    done = run("brief", "--since", "2024-11", "--ledger", ledger, "--format", "markdown")
    assert done.returncode == 2
    done = run("brief", "--since", "2024-11-25", "--ledger", ledger, "--format", "markdown")
    assert done.returncode == 0 and b"Ports" in done.stdout
    done = run("brief", "--since", "2025-01-01", "--ledger", ledger, "--format", "markdown")
    assert done.returncode == 0 and b"no report since 2025-01-01" in done.stderr
    assert run("brief", "--since", "2024-11-26", "--until", "2024-11-25", "--ledger", ledger).returncode == 1
    assert run("brief", "--since", "2024-11-26", "--ledger", tmp_path / "absent.db").returncode == 1


def test_reread_takes_what_another_model_read(ledger, folder):
    run("add", folder, "--ledger", ledger)
    assert b"0 read again" in run("reread", "--ledger", ledger).stdout
    other = STAND_IN.replace("sha256:m", "sha256:newer")
    command = [sys.executable, "-c", other, "reread", "--ledger", str(ledger)]
    done = subprocess.run(command, env=environment(), capture_output=True, check=True, timeout=60)
    assert b"4 read again, 0 failed" in done.stdout
    assert b"1 read again" in run("reread", "a.txt", "--ledger", ledger).stdout
    done = run("reread", "absent", "--ledger", ledger)
    assert done.returncode == 1 and b"there is no such report" in done.stderr


def test_doctor(ledger, folder):
    run("add", folder, "--ledger", ledger, "--published", "2024-11-25")
    done = run("doctor", "--ledger", ledger)
    assert (done.returncode, done.stdout.decode()) == (0, f"{ledger}: all is well.\n")
    assert run("doctor", "--rebuild", "--ledger", ledger).returncode == 0
    import sqlite3

    with sqlite3.connect(ledger) as database:
        database.execute("UPDATE claims SET body = replace(body, 'Ports', 'Sheds')")
    done = run("doctor", "--ledger", ledger)
    assert done.returncode == 1 and b"do not quote" in done.stdout and b"according reread" in done.stdout


def test_every_command_on_either_database(address, folder):
    """SQLite and PostgreSQL: the same answers."""
    assert b"4 new" in run("add", folder, "--ledger", address, "--published", "2024-11-25").stdout
    assert b"4 unchanged" in run("add", folder, "--ledger", address, "--published", "2024-11-25").stdout
    for command in ("events", "claims", "tallies", "sources", "entities"):
        for form in ("table", "json", "jsonl", "csv", "markdown"):
            done = run(command, "--ledger", address, "--format", form)
            assert done.returncode == 0, (command, form, done.stderr)
    (event, *_) = rows(run("events", "--ledger", address, "--format", "jsonl"))
    assert event["id"].encode() in run("events", "--explain", event["id"][:6], "--ledger", address).stdout
    assert b"a.txt" in run("search", "ports", "burned", "--ledger", address).stdout
    claim = rows(run("claims", "--report", "a.txt", "--ledger", address, "--format", "jsonl"))[0]
    ref = f"a.txt/{claim['claim']['id']}"
    assert b"review 1" in run("review", "reject", ref, "--author", "ann", "--ledger", address).stdout
    assert rows(run("claims", "--report", "a.txt", "--ledger", address, "--format", "jsonl")) == []
    assert b"undone" in run("review", "undo", "1", "--author", "ann", "--ledger", address).stdout
    assert len(rows(run("claims", "--report", "a.txt", "--ledger", address, "--format", "jsonl"))) == 1
    (review,) = rows(run("review", "list", "--ledger", address, "--format", "jsonl"))
    assert review["author"] == "ann" and review["undone_by"] == "ann"
    assert run("doctor", "--ledger", address).returncode == 0
    assert run("events", "--type", "WAR", "--ledger", address).returncode == 2


def test_jsonl_of_events_and_copies_is_the_contract(ledger, tmp_path):
    text = "Ports burned on Monday, the governor said, after drones had come in from the sea in three waves.\n"
    lines = [{"id": n, "text": text, "published": f"2024-11-2{n}", "publisher": f"Post {n}"} for n in ("5", "6")]
    (tmp_path / "two.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines))
    run("add", tmp_path / "two.jsonl", "--ledger", ledger)
    (event,) = rows(run("events", "--ledger", ledger, "--format", "jsonl"))
    assert {"id", "type", "status", "reports", "copies", "independent_sources", "accounts"} <= event.keys()
    assert (event["reports"], event["copies"], event["independent_sources"]) == (2, 1, 1)
    assert {"report", "claim", "trigger", "copy_of"} == event["accounts"][0]["claims"][0].keys()
    (group,) = rows(run("copies", "--ledger", ledger, "--format", "jsonl"))
    assert group["original"] == "5" and group["copies"][0]["report"] == "6"
    assert group["copies"][0]["containment"] == 1 and group["copies"][0]["passage"]
    assert json.loads(run("copies", "--ledger", ledger, "--format", "json").stdout) == [group]


def test_an_answer_without_rows_says_so(ledger, folder):
    run("add", folder, "--ledger", ledger)
    done = run("events", "--type", "AID", "--ledger", ledger)
    assert (done.returncode, done.stdout) == (0, b"") and b"nothing in it fits" in done.stderr
    assert run("events", "--type", "AID", "--ledger", ledger, "--format", "json").stdout.strip() == b"[]"


def test_a_long_table_says_how_many_more(ledger, tmp_path):
    lines = [{"id": f"r{i}", "text": f"{'abcdefgh'[i]}ports burned.", "published": "2024-11-25"} for i in range(8)]
    (tmp_path / "many.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines))
    run("add", tmp_path / "many.jsonl", "--ledger", ledger)
    done = run("claims", "--limit", "3", "--ledger", ledger)
    assert b"3 of 8 shown; --offset 3 shows the next." in done.stderr
    shown = [row["report"]["id"] for row in rows(run("claims", "--format", "jsonl", "--ledger", ledger))]
    pages = [
        run("claims", "--format", "jsonl", "--limit", "3", "--offset", str(n), "--ledger", ledger) for n in (0, 3, 6)
    ]
    assert [row["report"]["id"] for page in pages for row in rows(page)] == shown and len(shown) == 8


def test_hostile_texts_do_not_reach_the_terminal(ledger, tmp_path):
    line = {"id": "x\x1b[31m", "text": "\x1b]0;owned\x07port burned.", "title": "\u202etitle", "publisher": "\x1b[2J"}
    (tmp_path / "bad.jsonl").write_text(json.dumps(line) + "\n")
    run("add", tmp_path / "bad.jsonl", "--ledger", ledger)
    for command in (["events"], ["claims"], ["sources"], ["search", "port"], ["doctor"]):
        done = run(*command, "--ledger", ledger)
        assert (
            done.returncode == 0 and b"\x1b" not in done.stdout + done.stderr and "\u202e" not in done.stdout.decode()
        )


FEED = """<?xml version="1.0"?><rss version="2.0"><channel><title>{0}</title><item><title>Ports</title>
<guid>{1}</guid><link>https://{1}.example/1</link><pubDate>Mon, 25 Nov 2024 08:00:00 GMT</pubDate>
<description>Ports burned in {2} on Monday, the governor said, and nobody knew for how long they would go on burning.</description>
</item></channel></rss>"""


def test_watch(ledger, tmp_path):
    with local_web() as web:
        web.answers["/a"] = Answer(FEED.format("Harbour Post", "harbour", "Velsk").encode(), etag="1")
        feeds = tmp_path / "feeds.toml"
        lost = f'[[feed]]\nurl = "{web.at("/lost")}"\n'
        feeds.write_text(
            f'[watch]\nallow_private = true\nper_host_delay = "0s"\n[[feed]]\nurl = "{web.at("/a")}"\n{lost}'
        )
        done = run("watch", feeds, "--once", "--ledger", ledger, "--alert", "new-source,contradiction")
        assert done.returncode == 3 and done.stdout == b"" and b"1 new" in done.stderr and b"404" in done.stderr
        # Started again it goes on: nothing is due, and nothing is fetched.
        asked = len(web.paths())
        assert run("watch", feeds, "--once", "--ledger", ledger).returncode == 0
        assert len(web.paths()) == asked
        findings = json.loads(run("doctor", "--ledger", ledger, "--json").stdout)
        assert [finding["kind"] for finding in findings if finding["kind"] in ("feeds", "failures")] == ["feeds"]


@pytest.mark.parametrize(
    "arguments",
    [
        ["watch"],
        ["watch", "f.toml", "--alert", "everything"],
        ["watch", "f.toml", "--webhook", "here"],
        ["export"],
        ["export", "xml"],
        ["events", "--format", "xml"],
        ["events", "--box", "1,2,3"],
        ["claims", "--near", "x,y,z"],
        ["claims", "--quantity", "killed:five"],
        ["add", "x.txt", "--published", "11/12/2024"],
    ],
)
def test_usage(arguments, tmp_path):
    done = run(*arguments, "--ledger", tmp_path / "l.db")
    assert done.returncode == 2 and done.stdout == b"" and b"Error" in done.stderr
    assert not (tmp_path / "l.db").exists()


def test_a_list_of_feeds_that_cannot_be_read_makes_no_ledger(ledger, tmp_path):
    (tmp_path / "feeds.toml").write_text("feeds = 1")
    for name in ("absent.toml", "feeds.toml"):
        done = run("watch", tmp_path / name, "--once", "--ledger", ledger)
        assert done.returncode == 1 and done.stderr.count(b"\n") == 1 and not ledger.exists()


def test_help_names_every_command_as_it_names_itself():
    from click import Context

    from according.cli import according as command
    from according.cli.group import SECTIONS

    context = Context(command)
    for section in SECTIONS.values():
        for name in section:
            found = command.get_command(context, name)
            assert found is not None and found.name == name and found.help
