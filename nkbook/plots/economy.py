"""Figures of the chapter on the economy.

Each function takes the parameters of the chapter and returns a `Drawing`; it raises `NoEvidence`
where no admitted row is left, and `nkbook.plots.drawing.draw` then holds the place.
"""

from nkbook.plots.economy_collapse import one_estimate, output_level, troughs
from nkbook.plots.economy_dues import bribes, dues_in_rice, steps_table, timeline
from nkbook.plots.economy_farming import break_dates, policy_effects, yields
from nkbook.plots.economy_markets import market_counts, market_shares, price_spread, private_homes
from nkbook.plots.economy_shared import OPTIONS, admitted, assessed, choices
from nkbook.plots.economy_welfare import hunger, won_and_dollar

FIGURES = (
    "output_level",
    "troughs",
    "private_homes",
    "market_counts",
    "market_shares",
    "price_spread",
    "yields",
    "policy_effects",
    "break_dates",
    "bribes",
    "dues_in_rice",
    "timeline",
    "won_and_dollar",
    "hunger",
)

__all__ = [
    "FIGURES",
    "OPTIONS",
    "admitted",
    "assessed",
    "break_dates",
    "bribes",
    "choices",
    "dues_in_rice",
    "hunger",
    "market_counts",
    "market_shares",
    "one_estimate",
    "output_level",
    "policy_effects",
    "price_spread",
    "private_homes",
    "steps_table",
    "timeline",
    "troughs",
    "won_and_dollar",
    "yields",
]
