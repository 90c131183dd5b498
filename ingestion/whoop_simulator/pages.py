"""The pages that people see, in plain HTML; every one says that it is a simulation."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from html import escape

_FRAME = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>{title}</title>
<style>body{{font:16px/1.5 sans-serif;max-width:44rem;margin:2rem auto;padding:0 1rem}}table{{border-collapse:collapse}}
td{{padding:.15rem 1rem .15rem 0}}</style></head>
<body><p><strong>Simulated.</strong> This is not WHOOP, and nobody here is real.</p><h1>{title}</h1>
{content}</body></html>
"""


def consent_page(asked: Mapping[str, str], people: Iterable[str]) -> str:
    """The form that asks whose data an app may read; whatever the link carried goes along hidden."""
    hidden = "".join(f'<input type="hidden" name="{escape(name)}" value="{escape(value)}">\n' for name, value in asked.items())
    options = "".join(f'<option value="{escape(person)}">{escape(person)}</option>\n' for person in people)
    scopes = "".join(f"<li>{escape(scope)}</li>\n" for scope in asked.get("scope", "").split())
    form = (
        f'<form method="post" action="/oauth/oauth2/auth">\n{hidden}'
        f'<p><label>Who are you? <select name="person">\n{options}</select></label></p>\n'
        '<p><button name="decision" value="allow">Allow</button> <button name="decision" value="deny">Deny</button></p>\n</form>\n'
    )
    return _page("Allow this app to read?", f"<ul>\n{scopes}</ul>\n{form}")


def refusal_page(reason: str) -> str:
    """Says why an app cannot ask."""
    return _page("This app cannot ask", f"<p>{escape(reason)}</p>\n")


def front_page(now: datetime, speed: float, people: Mapping[str, bool]) -> str:
    """What this server is, its clock, and who stands here: name → connected."""
    rows = "".join(f"<tr><td>{escape(name)}</td><td>{'connected' if told else '–'}</td></tr>\n" for name, told in people.items())
    clock = "stands still" if not speed else "runs with the wall clock" if speed == 1 else f"runs {speed:g} times as fast as the wall clock"
    return _page(
        "A simulator of WHOOP's API",
        f"<p>Its clock shows <strong>{now.isoformat(timespec='seconds')}</strong> and {clock}.</p>\n"
        f"<table>\n{rows}</table>\n"
        "<p>The API stands below <code>/developer/v2</code>, the consent page and tokens below <code>/oauth/oauth2</code>, and what is "
        "not WHOOP's (clock, people, faults, requests) below <code>/simulator</code>.</p>\n",
    )


def _page(title: str, content: str) -> str:
    return _FRAME.format(title=escape(title), content=content)
