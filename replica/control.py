"""
What a test in another process can do: change switches, read the log, ask for the truth.

| request            | does                                                             |
|--------------------|------------------------------------------------------------------|
| GET /-/log         | the requests seen, a JSON object a line                          |
| GET /-/truth       | what must become of every entry, a JSON array                    |
| GET /-/switch      | the switches as they are                                         |
| POST /-/switch     | sets switches, and does what else the JSON object says           |
| POST /-/reset      | empties the log                                                  |
"""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from replica.answers import Answer, typed_answer

if TYPE_CHECKING:
    from replica.site import Site

CONTROL = "/-/"
#: Keys of a posted object that are no switch: what they call, with the arguments of their value.
ACTIONS = (
    "fail",
    "mend",
    "publish",
    "edit",
    "flap",
    "retitle",
    "syndicate",
    "delete",
    "restore",
    "advance",
)


def control(site: Site, method: str, path: str, body: bytes) -> Answer:
    match method, path.removeprefix(CONTROL):
        case "GET", "log":
            lines = "".join(f"{json.dumps(line)}\n" for line in list(site.log))
            return typed_answer("application/jsonl", lines.encode())
        case "GET", "truth":
            return _json(site.truth())
        case "GET", "switch":
            return _json(asdict(site.switches))
        case "POST", "switch":
            return _switch(site, body)
        case "POST", "reset":
            site.log.clear()
            return _json({"log": 0})
        case _:
            return _json({"error": f"no {method} {path}"}, 404)


def _switch(site: Site, body: bytes) -> Answer:
    try:
        change(site, json.loads(body))
    except (TypeError, ValueError, KeyError, AttributeError) as error:
        return _json({"error": str(error)}, 400)
    return _json(asdict(site.switches))


def change(site: Site, wanted: dict[str, Any]) -> None:
    """
    Set switches and carry out actions, as one object says.

    ``{"rows": 5, "fail": {"address": "/rss", "status": 503, "times": 2}, "publish": {}}``; an
    action's value may be a list, to do it several times.
    """
    switches = {key: value for key, value in wanted.items() if key not in ACTIONS}
    if "disallow" in switches:
        switches["disallow"] = tuple(switches["disallow"])
    site.switch(**switches)
    for name in ACTIONS:
        asked = wanted.get(name, [])
        for arguments in asked if isinstance(asked, list) else [asked]:
            getattr(site, name)(**arguments)


def _json(value: Any, status: int = 200) -> Answer:
    return typed_answer("application/json", json.dumps(value).encode(), status=status)
