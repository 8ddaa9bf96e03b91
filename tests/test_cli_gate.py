"""`--gate` of `read` and `add`: off unless asked for, counts what it leaves out, and lets withdrawals through."""

from __future__ import annotations

import json

import pytest
from test_cli import run
from test_gate import ATTACK, COOKING, needs_gate

pytestmark = needs_gate


@pytest.fixture
def mixed(tmp_path):
    """JSON lines: an attack and two recipes, the second under a title about the attack."""
    path = tmp_path / "mixed.jsonl"
    lines = [
        {"id": "attack", "text": ATTACK},
        {"id": "recipe", "text": COOKING},
        {"id": "titled", "text": COOKING, "title": ATTACK},
    ]
    path.write_text("".join(json.dumps(line | {"published": "2024-11-25"}) + "\n" for line in lines))
    return path


def ids(done):
    return [json.loads(line)["report"]["id"] for line in done.stdout.splitlines()]


def test_read_takes_all_unless_told(mixed):
    assert ids(run("read", mixed, "--format", "jsonl")) == ["attack", "recipe", "titled"]


def test_read_leaves_out_what_is_about_other_things_and_says_how_many(mixed):
    done = run("read", mixed, "--format", "jsonl", "--gate")
    assert done.returncode == 0 and ids(done) == ["attack", "titled"]
    assert done.stderr == b"according: 1 left out by the gate, as being about other things.\n"


def test_nothing_relevant_is_no_fault_but_what_cannot_be_read_is(tmp_path):
    (tmp_path / "recipe.txt").write_text(COOKING)
    assert run("read", tmp_path / "recipe.txt", "--json", "--gate", NO_MODEL="1").returncode == 0
    (tmp_path / "empty.txt").write_text("")
    done = run("read", tmp_path, "--json", "--gate", NO_MODEL="1")
    assert done.returncode == 1 and b"empty.txt" in done.stderr


def test_add_takes_what_is_relevant_and_the_rest_when_asked(mixed, tmp_path):
    ledger = tmp_path / "l.db"
    done = run("add", mixed, "--ledger", ledger, "--gate")
    assert done.returncode == 0 and b"2 new, 0 unchanged" in done.stdout
    assert done.stderr == b"according: 1 left out by the gate, as being about other things.\n"
    again = run("add", mixed, "--ledger", ledger)
    assert b"1 new, 2 unchanged" in again.stdout and again.stderr == b""


def test_a_withdrawal_is_taken_whatever_it_says(tmp_path):
    ledger, wire = tmp_path / "l.db", tmp_path / "wire.jsonl"
    item = {"uri": "https://harbour.example/1", "versioncreated": "2024-11-25T10:00:00Z"}
    wire.write_text(json.dumps(item | {"body_text": ATTACK, "version": "1", "pubstatus": "usable"}) + "\n")
    assert b"1 new" in run("add", wire, "--ledger", ledger, "--gate").stdout
    wire.write_text(json.dumps(item | {"body_text": COOKING, "version": "2", "pubstatus": "canceled"}) + "\n")
    assert b"1 withdrawn" in run("add", wire, "--ledger", ledger, "--gate").stdout
