"""Defaults that a setting and a formula share: one number, from ``netmap.toml`` or without it."""

from __future__ import annotations

#: θ under which one speaks of under-service, and how sure one must be to conclude
RATIO = 0.8
CERTAINTY = 0.9
#: least coefficient of variation between places; people of a year who come back in the next, and
#: people who come together, where the tables tell neither
SPREAD_FLOOR = 0.3
RETURNING = 0.35
HOUSEHOLD = 1.5
#: of the intervals of rates and shares; of those of ranks, of people to accompany, of a post
LEVEL = 0.95
RANK_LEVEL = 0.9

#: how many times need is drawn, from which seed, how far from the stated weights; the least
#: share of the indicators that a commune must have
NEED_DRAWS = 1_000
SEED = 1
CONCENTRATION = 1.0
FEWEST = 0.5

#: people accompanied a year by one full-time post (the pilot's, in 2023), its half-days a week,
#: and the post-years behind them
PEOPLE_A_POST = 160.0
HALF_DAYS_A_POST = 10.0
POSTS_OBSERVED = 1.0

#: most half-days a week at one place; minutes up to which all come, from which nobody does
MAX_HALF_DAYS = 10.0
NEAR_MINUTES = 10.0
FAR_MINUTES = 30.0
#: least share of its need that a commune is reached for
EQUITY_FLOOR = 0.0
#: distance to the optimum at which a search may stop, seconds after which it must
GAP = 0.01
TIME_LIMIT_S = 45.0
