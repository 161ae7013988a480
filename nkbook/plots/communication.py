"""Figures of the chapter on communication.

Each function takes the parameters of the chapter and returns a `Drawing`; it raises `NoEvidence`
where no admitted row is left, and `nkbook.plots.drawing.draw` then holds the place.
"""

from nkbook.plots.communication_estimates import estimates, forecasts, revisions
from nkbook.plots.communication_first import ceiling, crossing, first_networks
from nkbook.plots.communication_homes import household_region, household_surveys
from nkbook.plots.communication_opening import contact, ladders, state_steps
from nkbook.plots.communication_peers import peer_ceilings, slow_middle
from nkbook.plots.communication_shared import choices

FIGURES = (
    "first_networks",
    "crossing",
    "ceiling",
    "estimates",
    "revisions",
    "forecasts",
    "slow_middle",
    "peer_ceilings",
    "household_region",
    "household_surveys",
    "ladders",
    "contact",
    "state_steps",
)

__all__ = [
    "FIGURES",
    "ceiling",
    "choices",
    "contact",
    "crossing",
    "estimates",
    "first_networks",
    "forecasts",
    "household_region",
    "household_surveys",
    "ladders",
    "peer_ceilings",
    "revisions",
    "slow_middle",
    "state_steps",
]
