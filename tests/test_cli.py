"""The command line by subprocess, with a stand-in for the reader where the model is not what is tested."""

import json
import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import click
import pytest

from according.cli import according as command

ROOT = Path(__file__).parent.parent
MODEL = ROOT / "src/according/language/models/en/model.onnx"
SHARED_REPORT = ROOT.parent / "shared/reports/europe-troops-2024-11-25.txt"
needs_model = pytest.mark.skipif(not MODEL.exists(), reason="the model is not built")
TEXT = "The port burned on Monday, the governor said.\n"

# One claim a report, whose trigger is its first word; some texts ask for trouble.
STAND_IN = """
import os, signal, sys, types
from according.claims import Claim, Reading, Trigger
from according.errors import ModelError

class Reader:
    def __init__(self, *, layers=False, threads=1):
        if os.environ.get("NO_MODEL"):
            raise ModelError("the model is missing.", remedy="Install the package again.")
    def made_by(self):
        return {"according": "x", "model": "sha256:m", "tables": "sha256:t"}
    def read(self, report):
        if "DEFECT" in report.text:
            raise ZeroDivisionError("oops")
        if "INTERRUPT" in report.text:
            os.kill(os.getpid(), signal.SIGINT)
        word = report.text.split()[0]
        start = report.text.index(word)
        span = (start, start + len(word))
        claim = Claim(id=report.id + ":1", event="e", type="HARM", mode=None, confidence=1.0, text=word,
                      span=span, trigger=Trigger(text=word, span=span))
        warnings = [] if report.published else ["no publication date: relative times stay open."]
        return Reading(report=report, claims=[claim], warnings=warnings, made_by=self.made_by())

stand_in = types.ModuleType("according.reading.reader")
stand_in.Reader = Reader
sys.modules["according.reading.reader"] = stand_in
from according.cli import main
main(sys.argv[1:])
"""


def environment(**more):
    path = os.pathsep.join([str(ROOT / "src"), os.environ.get("PYTHONPATH", "")])
    return os.environ | {"PYTHONPATH": path, "COLUMNS": "100"} | more


def run(*arguments, stdin=b"", **more):
    return subprocess.run(
        [sys.executable, "-c", STAND_IN, *map(str, arguments)],
        input=stdin,
        capture_output=True,
        env=environment(**more),
        timeout=60,
        check=False,
    )


@pytest.fixture
def port(tmp_path):
    path = tmp_path / "port.txt"
    path.write_text(TEXT)
    return path


def test_json_of_one_report_is_one_object(port):
    done = run("read", "--json", port, "--published", "25 Nov 2024", "--publisher", "P", "--title", "T")
    assert done.returncode == 0 and done.stderr == b""
    report = json.loads(done.stdout)["report"]
    assert (report["text"], report["published"], report["publisher"]) == (TEXT, "2024-11-25", "P")


@pytest.mark.parametrize("form", ["table", "json", "jsonl", "csv", "html", "markdown"])
def test_every_format(port, form):
    done = run("read", port, "--published", "2024-11-25", "--format", form)
    assert done.returncode == 0 and b"HARM" in done.stdout and done.stderr == b""
    assert b"\x1b" not in done.stdout


def test_several_sources_are_an_array_in_order(port, tmp_path):
    other = tmp_path / "b.jsonl"
    other.write_text(json.dumps({"id": "j1", "text": TEXT}) + "\n" + json.dumps({"id": "j2", "text": TEXT}) + "\n")
    done = run("read", "--json", other, port)
    assert [reading["report"]["id"] for reading in json.loads(done.stdout)] == ["j1", "j2", "port.txt"]
    assert len(json.loads(run("read", "--json", other).stdout)) == 2


def test_standard_input(port):
    assert json.loads(run("read", "--json", "-", stdin=TEXT.encode()).stdout)["report"]["id"] == "stdin"


def test_a_batch_goes_on_and_says_what_failed(port, tmp_path):
    (tmp_path / "empty.txt").write_text("")
    (tmp_path / "wrong.txt").write_text("DEFECT here")
    done = run("read", tmp_path, "--published", "2024-11-25", "--format", "jsonl")
    assert done.returncode == 3
    assert [json.loads(line)["report"]["id"] for line in done.stdout.splitlines()] == ["port.txt"]
    errors = done.stderr.decode().splitlines()
    assert errors[0].startswith("according: error: empty.txt: there is no text in it.")
    assert "a defect in according" in errors[1] and "ZeroDivisionError" in errors[1]
    assert errors[2] == "according: 1 read, 2 could not be."


def test_nothing_read(tmp_path):
    done = run("read", "--json", tmp_path / "absent.txt")
    assert (done.returncode, done.stdout) == (1, b"")
    assert done.stderr.decode().count("\n") == 1 and b"no such file" in done.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        ["read"],
        ["read", "x.txt", "--format", "xml"],
        ["read", "x.txt", "--published", "11/12/2024"],
        ["read", "x.txt", "--max-chars", "0"],
        ["read", "--nonsense"],
        ["nonsense"],
        ["types", "WAR"],
    ],
)
def test_usage(arguments):
    done = run(*arguments)
    assert done.returncode == 2 and done.stdout == b"" and b"Error" in done.stderr
    assert b"Traceback" not in done.stderr


def test_limits_and_language(port, tmp_path):
    assert run("read", port, "--max-chars", "5").returncode == 1
    german = tmp_path / "de.txt"
    german.write_text(
        "Der Hafen wurde in der Nacht von Drohnen angegriffen und die Feuerwehr hat das Feuer am Morgen "
        "gelöscht, und es ist nicht bekannt, wie viele bei dem Angriff verletzt wurden."
    )
    refused = run("read", german)
    assert refused.returncode == 1 and b"German" in refused.stderr
    assert run("read", german, "--force").returncode == 0


def test_one_warning_is_not_told_a_thousand_times(tmp_path):
    many = tmp_path / "many.jsonl"
    many.write_text("".join(json.dumps({"id": f"r{i}", "text": TEXT}) + "\n" for i in range(9)))
    errors = run("read", many, "--format", "csv").stderr.decode().splitlines()
    assert len(errors) == 4
    assert errors[0] == "according: warning: r0: no publication date: relative times stay open."
    assert errors[3].startswith("according: warning: 6 more reports: no publication date")


def test_output_appears_whole_or_not_at_all(port, tmp_path):
    target = tmp_path / "out.html"
    assert run("read", port, "--format", "html", "--output", target).returncode == 0
    assert target.read_text().startswith("<!doctype html>")
    before = target.read_text()
    assert run("read", tmp_path / "absent", "--format", "html", "--output", target).returncode == 1
    assert target.read_text() == before
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []
    done = run("read", port, "--output", tmp_path / "no" / "where")
    assert done.returncode == 1 and done.stderr.decode().count("\n") == 1


def test_hostile_names_and_texts_do_not_reach_the_terminal(tmp_path):
    bad = tmp_path / "a\x1b[31m.txt"
    bad.write_text("")
    (tmp_path / "b.txt").write_text("\x1b]0;owned\x07port burned.")
    done = run("read", tmp_path)
    assert done.returncode == 3 and b"\x1b" not in done.stdout + done.stderr


def test_a_missing_model_is_one_line(port):
    done = run("read", port, NO_MODEL="1")
    assert done.returncode == 1
    assert done.stderr.decode() == "according: the model is missing. Install the package again.\n"


def test_a_broken_pipe_is_quiet(tmp_path):
    many = tmp_path / "many.jsonl"
    many.write_text("".join(json.dumps({"id": f"r{i}", "text": TEXT * 50}) + "\n" for i in range(400)))
    process = subprocess.Popen(
        [sys.executable, "-c", STAND_IN, "read", str(many), "--format", "jsonl", "--published", "2024-11-25"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment(),
    )
    assert process.stdout.readline().startswith(b'{"schema"')
    process.stdout.close()
    assert process.wait(60) == 141
    assert process.stderr.read() == b""
    process.stderr.close()


@pytest.mark.skipif(not hasattr(signal, "SIGINT") or os.name == "nt", reason="POSIX signals")
def test_an_interrupt_leaves_whole_output(tmp_path):
    texts = [TEXT, TEXT, "INTERRUPT", TEXT]
    many = tmp_path / "many.jsonl"
    many.write_text("".join(json.dumps({"text": text, "published": "2024-11-25"}) + "\n" for text in texts))
    done = run("read", "--json", many)
    assert done.returncode == 130
    assert len(json.loads(done.stdout)) == 2
    assert b"interrupted: 2 read" in done.stderr


def test_types():
    done = run("types")
    assert done.returncode == 0 and b"ASSAULT" in done.stdout and b"assassinate" in done.stdout
    assert len(json.loads(run("types", "--json").stdout)) == 21
    assert list(json.loads(run("types", "--json", "aid").stdout)) == ["AID"]


def test_schema():
    assert json.loads(run("schema").stdout)["$defs"]["Claim"]


def test_version():
    lines = run("--version").stdout.decode().splitlines()
    assert lines[0].startswith("according 0.") and lines[1:] == ["model sha256:m", "tables sha256:t"]


def test_light_commands_load_no_heavy_library():
    code = "import sys, according.cli; print([m for m in %r if m in sys.modules])"
    heavy = ["onnxruntime", "numpy", "trafilatura", "lxml", "rich", "sqlalchemy", "httpx", "according.reading.reader"]
    done = subprocess.run([sys.executable, "-c", code % heavy], capture_output=True, env=environment(), check=True)
    assert done.stdout.decode().strip() == "[]"


def commands(group, prefix=""):
    context = click.Context(group)
    for name in group.list_commands(context):
        sub = group.get_command(context, name)
        yield f"{prefix}{name}", sub
        if isinstance(sub, click.Group):
            yield from commands(sub, f"{prefix}{name} ")


def test_every_command_and_option_is_documented():
    text = (ROOT / "docs/commands.md").read_text("utf-8")
    titled = re.findall(r"\n## `(according(?: [a-z]+)*)[^`]*`\n(.*?)(?=\n## |\Z)", text, re.DOTALL)
    sections = dict(titled)
    assert len(sections) == len(titled)
    for name, sub in [("", command), *commands(command)]:
        heading = f"according {name}".strip()
        body = sections.pop(heading, "")
        options = [option for p in sub.params if isinstance(p, click.Option) for option in p.opts]
        assert [option for option in [*options, "--help"] if f"`{option}" not in body] == [], heading
    assert not sections, "these commands are documented and not there"


def test_every_documented_option_exists():
    text = (ROOT / "docs/commands.md").read_text("utf-8")
    known = {o for _, sub in [("", command), *commands(command)] for p in sub.params for o in p.opts} | {"--help"}
    named = {line.split("`")[1].split(" ")[0] for line in text.splitlines() if line.startswith("| `--")}
    assert named and named <= known


@needs_model
def test_a_real_report_with_the_model(tmp_path):
    source = SHARED_REPORT if SHARED_REPORT.exists() else tmp_path / "port.txt"
    if source.parent == tmp_path:
        source.write_text("Russia said on Monday that its forces had shot down eight missiles fired by Ukraine.\n")
    done = subprocess.run(
        [sys.executable, "-m", "according", "read", "--json", str(source), "--published", "2024-11-25"],
        capture_output=True,
        env=environment(),
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode()
    reading = json.loads(done.stdout)
    text = reading["report"]["text"]
    assert reading["claims"] and text == source.read_bytes().decode()
    for claim in reading["claims"]:
        start, end = claim["trigger"]["span"]
        assert text[start:end] == claim["trigger"]["text"]
