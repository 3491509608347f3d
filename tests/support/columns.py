"""Data of a page taken out of their columns, by the letter of netmap/formats/packed.py.

Apart from the code that it checks: what each writing stands for is worked out here anew.
"""

import json
import re
import string
from itertools import accumulate

from netmap.formats.packed import pack
from netmap.render.page.document import json_for_script

DATA = re.compile(r'<script type="application/json" id="netmap-data">(.*?)</script>', re.DOTALL)
LETTERS = string.ascii_uppercase + string.ascii_lowercase + string.digits + "-_"
NOTHING = object()


def data_of(page):
    """Return what the scripts of a page read."""
    return taken_out(json.loads(DATA.search(page)[1]))


def with_data(page, change):
    """Return a page of which the data were changed, as whoever packs them again may do."""
    data = data_of(page)
    change(data)
    start, end = DATA.search(page).span(1)
    return page[:start] + json_for_script(pack(data)) + page[end:]


def taken_out(whole):
    return _value(whole["of"], whole["texts"])


def _value(packed, texts):
    if isinstance(packed, list):
        return [_value(one, texts) for one in packed]
    if not isinstance(packed, dict):
        return packed
    if not (len(packed) == 1 and next(iter(packed))[:1] == "="):
        return {name: _value(one, texts) for name, one in packed.items()}
    ((kind, inside),) = packed.items()
    if kind == "=raw":
        return {name: _value(one, texts) for name, one in inside.items()}
    if kind == "=rows":
        return _objects(inside[1], inside[0], texts)
    if kind == "=keyed":
        keys, count, fields = inside
        return dict(zip(keys, _objects(fields, count, texts), strict=True))
    assert kind == "=list"
    return _column(inside[1], inside[0], texts)


def _objects(fields, count, texts):
    columns = {name: _column(one, count, texts) for name, one in fields.items()}
    return [
        {name: column[i] for name, column in columns.items() if column[i] is not NOTHING}
        for i in range(count)
    ]


def _column(packed, count, texts):
    if isinstance(packed, list):
        found = _value(packed, texts)
    elif packed.keys() == {"all"}:
        found = [_value(packed["all"], texts)] * count
    elif packed.keys() == {"fields"}:
        found = _objects(packed["fields"], count, texts)
    elif "numbers" in packed:
        groups = _groups(texts[packed["numbers"]])
        found = [None if k == 0 else packed["from"] + k - 1 for k in groups]
    elif "steps" in packed:
        moves = [k // 2 if k % 2 == 0 else -(k + 1) // 2 for k in _groups(texts[packed["steps"]])]
        found = list(accumulate(moves))
    else:
        of = _column(packed["of"], packed["size"], texts)
        (kind,) = packed.keys() - {"of", "size"}
        if kind == "at":
            found = [of[i] for i in _column(packed["at"], count, texts)]
        elif kind == "in":
            rows = _column(packed["in"], packed["size"], texts)
            told = dict(zip(rows, of, strict=True))
            found = [told.get(i, NOTHING) for i in range(count)]
        else:
            lengths = _column(packed["each"], count, texts)
            starts = [0, *accumulate(n or 0 for n in lengths)][:count]
            found = [
                None if n is None else of[start : start + n]
                for start, n in zip(starts, lengths, strict=True)
            ]
    if isinstance(packed, dict) and "parts" in packed:
        found = [None if one is None else one / packed["parts"] for one in found]
    assert len(found) == count
    return found


def _groups(text):
    return [
        sum(LETTERS.index(letter) % 32 * 32**i for i, letter in enumerate(group))
        for group in re.findall("[g-z0-9_-]*[A-Za-f]", text)
    ]
