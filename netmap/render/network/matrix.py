"""The table of chains: which rows come first, where each chain breaks, what to do about it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from netmap.render.page.view import JsonObject

_LACKING = ("broken", "unconfirmed")


def order_places(
    places: Sequence[JsonObject],
    chains: Sequence[JsonObject],
    cells: Sequence[Sequence[int | None]],
) -> list[int]:
    """Return the numbers of the places, those with most people at stake first; QPVs last.

    What is at stake is the target population times the needs without a certain chain, then
    times those that hang on one chain. A place of unknown population comes after the others
    that lack as many kinds of chains, never as if nobody lived there: before those that lack
    none.
    """

    def stake(place: int) -> tuple[object, ...]:
        row = places[place]
        verdicts = [chains[cell]["verdict"] for cell in cells[place] if cell is not None]
        lacking = sum(verdict in _LACKING for verdict in verdicts)
        fragile = verdicts.count("fragile")
        people = row["visees"] or 0
        return row["quartier"], not lacking, -lacking * people, -lacking, -fragile * people, place

    return sorted(range(len(places)), key=stake)


def break_points(chain: JsonObject) -> list[str]:
    """Return where a chain is drawn broken, from left to right.

    Returns
    -------
    list of str
        ``amont``, ``mediation``, ``aval``: no partner at this step; ``amont-mediation``,
        ``mediation-aval``: partners on both sides and no certain relation between them;
        ``passage``: relations on both sides of the mediation, to no point in common; ``seul``:
        on both sides, the same partner alone; ``non-ouvert``: the service is not open there.
        Empty where a chain holds.

    Examples
    --------
    >>> chain = {"kappa": 0, "verdict": "broken", "kappa_amont": 3, "kappa_aval": 0}
    >>> [break_points(chain | {"manque": [step]}) for step in ("liaison", "aval")]
    [['mediation-aval'], ['aval']]
    """
    missing: list[str] = chain["manque"]
    if chain["kappa"] or {"non-ouvert", "seul"} & set(missing):
        return missing[:1]
    served = "mediation" not in missing
    found = []
    for step, link in (("amont", "amont-mediation"), ("mediation", ""), ("aval", "mediation-aval")):
        if step in missing:
            found.append(step)
        elif link and served and not chain[f"kappa_{step}"]:
            found.append(link)
    return found or ["passage"]


def cell_actions(
    chains: Sequence[JsonObject],
    cells: Sequence[Sequence[int | None]],
    suggestions: Sequence[JsonObject],
) -> list[list[tuple[str, int | None] | None]]:
    """Return what to do about each chain: a row a place, an item a need.

    Returns
    -------
    list of list
        The kind of the first gesture of the first suggestion that opens the chain (that
        secures it, where it hangs on one), with the number of the suggestion; else
        ``confirmer`` where a chain may be there, or the first step that lacks; None: nothing
        lacks, or nothing that is known of would help.
    """
    first: dict[tuple[str, int, int], int] = {}
    for rank, suggestion in enumerate(suggestions):
        for gain in ("ouvre", "consolide"):
            for place, need in suggestion[gain]:
                first.setdefault((gain, place, need), rank)

    def action(place: int, need: int, cell: int | None) -> tuple[str, int | None] | None:
        chain = None if cell is None else chains[cell]
        if chain is None or chain["verdict"] in {"whole", "closed"}:
            return None
        fragile = chain["verdict"] == "fragile"
        rank = first.get(("consolide" if fragile else "ouvre", place, need))
        if rank is not None:
            return suggestions[rank]["gestes"][0]["nature"], rank
        if fragile:
            return None
        return ("confirmer" if chain["verdict"] == "unconfirmed" else chain["etape"]), None

    return [
        [action(place, need, cell) for need, cell in enumerate(row)]
        for place, row in enumerate(cells)
    ]
