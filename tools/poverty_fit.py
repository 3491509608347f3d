"""Refit what the target population is estimated from, where INSEE hides the poverty rate.

    python tools/poverty_fit.py [FOLDER]

`FOLDER` holds the national tables (``../shared/data/national``): ``indicateurs_communes.parquet``
(``population_2022``, ``taux_pauvrete_2021``, ``revenu_median_2021``) and ``qpv2024.parquet``
(``taux_pauvrete``). Prints the figures of ``netmap.territory.target.FIT``, and the residuals by
size of commune.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pandas as pd

from netmap.territory.target import FIT

DEFAULT = Path(__file__).parents[2] / "shared" / "data" / "national"
#: Communes that hide their rate have 650 residents on average: the fit leaves cities out.
LARGEST = 10_000


def logit(percent: pd.Series[float]) -> pd.Series[float]:
    """Return ln(p / (1 − p)) of a percentage."""
    return np.log(percent / (100 - percent))


def main() -> None:
    """Print the fit."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else DEFAULT
    communes = pd.read_parquet(folder / "indicateurs_communes.parquet")
    known = communes.dropna(subset=["taux_pauvrete_2021", "revenu_median_2021"])
    known = known[known["population_2022"] < LARGEST]
    rates = logit(known["taux_pauvrete_2021"])
    x = np.log(known["revenu_median_2021"] / FIT.income)
    square, slope, intercept = np.polyfit(x, rates, 2)
    left = rates - np.polyval([square, slope, intercept], x)
    print(f"{len(known)} communes: intercept {intercept:.5f}, slope {slope:.5f}, {square:.5f} x²")
    print(f"R² {1 - left.var() / rates.var():.3f}, residual deviation {left.std():.4f}")
    quarters = pd.read_parquet(folder / "qpv2024.parquet")["taux_pauvrete"].dropna()
    of_quarters = logit(quarters[(quarters > 0) & (quarters < 100)])  # noqa: PLR2004
    print(f"{len(of_quarters)} QPVs: mean {of_quarters.mean():.5f}, {of_quarters.std():.5f}")
    sizes = pd.qcut(known["population_2022"], 4)
    print(left.groupby(sizes, observed=True).agg(["mean", "std", "size"]).round(3).to_string())


if __name__ == "__main__":
    main()
