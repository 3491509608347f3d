"""What each official source is, declared once: where it is, what it sends, how it is read.

A recipe is data. One reader reads them all (:mod:`netmap.intake.reading`), whatever fetches a
file takes its address from here, and the look-alikes of the tests are drawn from the same
declaration. None was read live: a first real use may correct a column, and the reader then says
in one sentence which.
"""

from __future__ import annotations

from netmap.sources.recipes.activity import ACTIVITY
from netmap.sources.recipes.addresses import ADDRESSES
from netmap.sources.recipes.care import CARE
from netmap.sources.recipes.outlines import OUTLINES
from netmap.sources.recipes.partners import PARTNERS
from netmap.sources.recipes.people import PEOPLE

#: Every recipe, the more particular before the more general.
RECIPES = (*OUTLINES, *PARTNERS, *CARE, *PEOPLE, *ACTIVITY, *ADDRESSES)
BY_ID = {recipe.id: recipe for recipe in RECIPES}
