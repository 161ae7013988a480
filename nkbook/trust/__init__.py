"""The trust model: can trust built on forbidden content become solidarity?

Four small layers, each with closed forms that the simulation must match: `belief` (what an
unpunished exchange teaches), `complicity` (what shared guilt binds), `inflow` (what arrives and
is copied), `percolation` and `action` (when trusted ties join up, and who moves then).
`networks` builds the country, `simulation` runs it, `reference` checks the compiled
`kernels` bit for bit, `parameters` names every symbol, unit, range and source, `signs` says in
which direction more sharing moves each outcome, and under which conditions.

The model checks an argument; it forecasts nothing. Conditions are stated from the side of people
who trust one another. No function gives a level of what others do to them, and the book shows
nothing against one but signs (`data/do_no_harm.yml` lists what is left out).
Where a docstring names a paper without an equation, the formula was derived here or read in a
secondary source.
"""

from nkbook.trust.action import (
    bandwagon,
    bandwagon_equilibrium,
    cascade_share,
    cascade_window,
    perceived_arrest_risk,
)
from nkbook.trust.belief import (
    believed_share_that_needs,
    believed_share_that_starts,
    beta_reputation,
    exchange_is_worth_it,
    exchanges_to_trust,
    exchanges_to_trust_unknown_risk,
    expected_exchanges,
    first_exchange_risk,
    group_is_clean_exactly,
    group_is_clean_with_one_watcher_per_block,
    posterior,
    posterior_unknown_risk,
    punished_by,
    survival,
    survivors,
    trusted_by,
)
from nkbook.trust.complicity import complicity_sign, denunciation
from nkbook.trust.inflow import Channel, holders_equilibrium, inflow
from nkbook.trust.networks import Network, from_ends, layered, random_ties, ring, small_world, torus
from nkbook.trust.parameters import TrustParameters, table
from nkbook.trust.percolation import (
    cluster_is_clean,
    degree_threshold,
    exposed_reach,
    giant_share,
    giant_share_with_households,
    half_clean_size,
    household_threshold,
    informers_inside,
    joined_share,
    months_to_percolate,
    most_ties_trust_can_use,
    remaining_in_time,
    secret_fails_by,
)
from nkbook.trust.simulation import (
    Cascade,
    History,
    Society,
    begin,
    exposed_ties,
    largest_component,
    live,
    needs_count,
    needs_share,
    open_ties,
    spread,
    threads,
)
