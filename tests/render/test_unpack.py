"""The page's own script takes data out of their columns, in the browser that shows them."""

import json
import random

import pytest

from netmap.formats.packed import pack
from netmap.render.page.modules import modules

WORDS = ["", "=rows", "__proto__", "Centre de santé", "l'été", "</script>"]


def made(random, depth=0):
    """Return a value of some kind; rows more often than not."""
    kind = random.choice(["rows", "rows", "keyed", "object", "list", "scalar"])
    if depth > 3 or kind == "scalar":
        return random.choice([None, True, False, random.randrange(-5, 99), random.random()])
    if kind == "list":
        return [made(random, depth + 1) for _ in range(random.randrange(4))]
    if kind == "object":
        return {word: made(random, depth + 1) for word in random.sample(WORDS, 3)}
    rows = [
        {
            "id": f"p{i}",
            "word": random.choice(WORDS),
            "whole": random.randrange(3) or None,
            "degrees": round(random.uniform(-5, 50), 5),
            "list": [random.randrange(40) for _ in range(random.randrange(4))],
            "same": {"a": [1, {"b": None}]},
            **({"rare": random.random()} if random.random() < 0.4 else {}),
            **({"inside": made(random, depth + 1)} if random.random() < 0.2 else {}),
        }
        for i in range(random.randrange(2, 30))
    ]
    return rows if kind == "rows" else {f"{WORDS[i % 6]}{i}": row for i, row in enumerate(rows)}


@pytest.fixture(scope="module")
def unpacked(chromium):
    """What the script makes of packed values; then what it says to whoever changes a shared one."""
    (text,) = modules(["render/page/unpack.mjs"]).values()
    script = f"""(cases) => {{
      {text.replace("export ", "")}
      return JSON.stringify(JSON.parse(cases).map(unpack));
    }}"""
    page = chromium.new_page()
    yield lambda values: json.loads(page.evaluate(script, json.dumps(list(map(pack, values)))))
    page.close()


def test_values_come_back(unpacked):
    source = random.Random(15)
    values = [made(source) for _ in range(200)]
    assert unpacked(values) == values


def test_what_rows_share_cannot_be_changed(chromium):
    (text,) = modules(["render/page/unpack.mjs"]).values()
    page = chromium.new_page()
    said = page.evaluate(
        f"""(packed) => {{
          "use strict";
          {text.replace("export ", "")}
          const rows = unpack(packed);
          rows[0].own = 1;
          try {{ rows[0].shared.push(3); return "changed"; }} catch {{ return rows[1].shared; }}
        }}""",
        pack([{"id": f"p{i}", "shared": [1, 2]} for i in range(9)]),
    )
    page.close()
    assert said == [1, 2]
