"""How evenly something is spread over those who provide it."""

import numpy as np
import pandas as pd


def herfindahl(amounts: pd.Series) -> float:
    """Return the sum of squared shares, from 1/k (k equal providers) to 1 (one provider).

    amounts: nought or more, one per provider. Raises `ValueError` when all are nought.
    """
    total = float(amounts.sum())
    if total <= 0:
        raise ValueError("nothing is provided")
    return float(((amounts / total) ** 2).sum())


def effective_number(amounts: pd.Series, order: float = 2.0) -> float:
    """Return the number of equal providers with the same diversity (Hill 1973).

    order 0 counts providers, order 1 is the exponential of Shannon's entropy, order 2 the inverse
    Herfindahl index (Laakso and Taagepera 1979).
    """
    shares = (amounts[amounts > 0] / amounts.sum()).to_numpy(dtype=float)
    if not len(shares):
        raise ValueError("nothing is provided")
    if order == 1:
        return float(np.exp(-np.sum(shares * np.log(shares))))
    return float(np.sum(shares**order) ** (1 / (1 - order)))


def decomposed(before: pd.Series, after: pd.Series) -> pd.DataFrame:
    """Return what each provider adds to the change of a total, largest loss first.

    Columns: before, after, change, share (of the sum of all losses, in percent; nought for those
    who gained). A provider missing on one side counts as nought there.
    """
    both = pd.DataFrame({"before": before, "after": after}).fillna(0.0)
    both["change"] = both["after"] - both["before"]
    losses = both["change"].clip(upper=0)
    both["share"] = 100 * losses / losses.sum() if losses.sum() else 0.0
    return both.sort_values("change", kind="stable")
