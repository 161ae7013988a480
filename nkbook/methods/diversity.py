"""How evenly something is spread over those who provide it."""

import pandas as pd


def effective_number(amounts: pd.Series) -> float:
    """Return the number of equal providers with the same diversity (Laakso and Taagepera 1979).

    amounts: nought or more, one per provider. It is one over the index of Herfindahl, the sum of
    squared shares. Raises `ValueError` when all are nought.
    """
    if amounts.sum() <= 0:
        raise ValueError("nothing is provided")
    return float(1 / ((amounts / amounts.sum()) ** 2).sum())


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


def dissimilarity(one: pd.Series, other: pd.Series) -> float:
    """Return the index of dissimilarity of two things over the same places, from 0 to 1.

    The part of either that would have to move for both to be spread alike (Duncan and Duncan 1955):
    half the sum of differences between their shares.
    """
    return float((one / one.sum() - other / other.sum()).abs().sum() / 2)
