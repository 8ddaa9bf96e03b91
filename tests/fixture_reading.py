"""A reading made by hand, with every field filled; and a hostile one."""

from pathlib import Path

import msgspec

from according.claims import Claim, Filler, Link, Reading, Report, Trigger

PATH = Path(__file__).parent / "fixtures" / "reading.json"


def fixture_reading() -> Reading:
    return msgspec.json.decode(PATH.read_bytes(), type=Reading)


def hostile_reading() -> Reading:
    """A report that tries to be markup, a formula, an escape sequence and a link."""
    text = '=cmd() </p><script>alert(1)</script> "><img src=x onerror=alert(2)> [a](b) \x1b[31m\u202ehit\n'
    whole = (0, text.index("\n"))
    source = text[7:50]
    return Reading(
        report=Report(
            id="</title><script>alert(3)</script>",
            text=text,
            title='</style></script><script>alert(4)</script>\x1b]0;owned\x07 "q"',
            publisher="<b>Post</b> $title ${style}",
            url="javascript:alert(5)",
            published="2024-11-25",
        ),
        claims=[
            Claim(
                id='c"1',
                event="e'1",
                type="ASSAULT",
                mode="<i>strike</i>",
                confidence=0.5,
                text=text[:-1],
                span=whole,
                trigger=Trigger(text=text[whole[1] - 3 : whole[1]], span=(whole[1] - 3, whole[1])),
                attribution=[Link(source=source, span=(7, 50), name='"><svg onload=alert(6)>')],
                actors=[Filler(text=text[:6], span=(0, 6), name="=1+1")],
            )
        ],
        warnings=["<script>alert(7)</script>"],
        made_by={"model": "<script>alert(8)</script>"},
    )
