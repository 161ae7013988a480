"""Half-lives of price gaps: the likelihood is the Kalman filter's, and known half-lives are found."""

import numpy as np
import pytest
from statsmodels.tsa.statespace.sarimax import SARIMAX

from nkbook.methods import integration
from nkbook.methods.integration import HALF_LIVES, KNOTS, SHARES

MONTHS = np.array([0.0, 1, 2, 4, 5, 6, 7, 10, 11, 12, 13, 14, 16, 17, 18, 19])


def number(months: float) -> int:
    return int(np.flatnonzero(np.isclose(HALF_LIVES, months))[0])


def drawn(months: float, noise: float, n: int, seed: int, draws: int = 1) -> tuple[np.ndarray, np.ndarray]:
    time = np.arange(float(n))
    return time, integration.worlds(time, months, noise, draws, np.random.default_rng(seed))


@pytest.mark.parametrize(("months", "share"), [(0.8, 0.5), (3.2, 0.2), (12.8, 0.9)])
def test_the_likelihood_is_that_of_the_kalman_filter(months: float, share: float) -> None:
    rng = np.random.default_rng(1)
    gap, driver = rng.normal(size=len(MONTHS)), rng.normal(size=len(MONTHS))
    x = np.column_stack([np.ones(len(MONTHS)), driver - driver.mean()])
    free = len(gap) - 2
    slow = 0.5 ** (np.abs(MONTHS[:, None] - MONTHS) / months)
    project = np.eye(len(gap)) - x @ np.linalg.pinv(x)
    scale = (1 - share) * free / np.trace(project @ slow)
    whole = scale * slow + share * np.eye(len(gap))
    information = x.T @ np.linalg.solve(whole, x)
    rest = gap - x @ np.linalg.solve(information, x.T @ np.linalg.solve(whole, gap))
    variance = rest @ np.linalg.solve(whole, rest) / free

    monthly = np.full(int(MONTHS[-1]) + 1, np.nan)
    monthly[MONTHS.astype(int)] = rest
    rho = 0.5 ** (1 / months)
    model = SARIMAX(monthly, order=(1, 0, 0), measurement_error=True, use_exact_diffuse=False)
    kalman = model.loglike([rho, variance * share, variance * scale * (1 - rho**2)])
    restricted = kalman + 0.5 * (len(gap) * np.log(2 * np.pi) + 2 * np.log(variance) + free)
    restricted -= 0.5 * np.linalg.slogdet(information)[1]

    found = integration.surface(MONTHS, gap[None], driver[:, None])
    assert found.shape == (1, len(HALF_LIVES), len(SHARES))
    assert found[0, number(months), round(100 * share)] == pytest.approx(restricted, abs=1e-8)


def test_noise_alone_is_as_likely_at_every_half_life_and_has_a_closed_form() -> None:
    gap = np.random.default_rng(2).normal(size=len(MONTHS))
    found = integration.surface(MONTHS, gap[None])[0, :, -1]
    free = len(gap) - 1
    closed = -0.5 * (free * np.log(gap.var(ddof=1)) + np.log(len(gap)))
    assert found == pytest.approx(np.full(len(HALF_LIVES), closed))


def test_a_gap_that_never_closes_is_the_limit_of_long_half_lives(monkeypatch: pytest.MonkeyPatch) -> None:
    gap = np.random.default_rng(3).normal(size=len(MONTHS)).cumsum()
    monkeypatch.setattr(integration, "HALF_LIVES", np.array([1e7, np.inf]))
    long, never = integration.surface(MONTHS, gap[None])[0]
    assert long - long.max() == pytest.approx(never - never.max(), abs=1e-4)


def test_scale_mean_and_drivers_say_nothing_about_half_lives() -> None:
    rng = np.random.default_rng(4)
    gap, driver = rng.normal(size=len(MONTHS)), rng.normal(size=len(MONTHS))
    moved = 7 + 3 * gap - 2 * driver
    one, other = integration.surface(MONTHS, np.array([gap, moved]), driver[:, None])
    assert one - one.max() == pytest.approx(other - other.max(), abs=1e-8)


def test_long_series_give_their_half_life_and_noise_where_regression_does_not() -> None:
    time, gaps = drawn(3.2, 0.5, 200, seed=5, draws=60)
    surfaces = integration.surface(time, gaps)
    found = [integration.half_life([one], 0.95) for one in surfaces]
    shares = [integration.noise(one, 0.95) for one in surfaces]
    assert np.median([one.value for one in found]) == pytest.approx(3.2, rel=0.3)
    assert np.median([one.value for one in shares]) == pytest.approx(0.5, abs=0.1)
    assert np.mean([one.lower <= 3.2 <= one.upper for one in found]) >= 0.9
    assert np.mean([one.lower <= 0.5 <= one.upper for one in shares]) >= 0.9
    assert integration.naive([(time, gaps)]).max() < 2


def test_noise_multiplies_what_regression_finds() -> None:
    time, gaps = drawn(6.4, 0.6, 1500, seed=6, draws=20)
    rho = np.log(2) / integration.naive([(time, gaps)])
    assert np.exp(-rho).mean() == pytest.approx(0.4 * 0.5 ** (1 / 6.4), abs=0.02)


def test_a_gap_that_never_closes_looks_closed_to_regression_and_not_to_the_model() -> None:
    time, gaps = drawn(np.inf, 0.8, 180, seed=7, draws=60)
    assert np.median(integration.naive([(time, gaps)])) < 1
    found = [integration.half_life([one], 0.95) for one in integration.surface(time, gaps)]
    assert np.mean([one.upper == np.inf for one in found]) > 0.85
    assert np.median([one.value for one in found]) > 12


def test_noise_alone_leaves_the_half_life_open() -> None:
    time, gaps = drawn(3.2, 1.0, 48, seed=8, draws=200)
    found = [integration.half_life([one], 0.95) for one in integration.surface(time, gaps)]
    assert np.mean([one.lower == HALF_LIVES[0] for one in found]) > 0.93


def test_intervals_hold_the_truth_as_often_as_they_say() -> None:
    time, gaps = drawn(1.6, 0.3, 48, seed=9, draws=200)
    found = [integration.half_life([one], 0.95) for one in integration.surface(time, gaps)]
    assert np.mean([one.lower <= 1.6 <= one.upper for one in found]) >= 0.93


def test_windows_share_a_half_life_and_nothing_else() -> None:
    one, other = (integration.surface(*drawn(3.2, w, 150, seed=s))[0] for w, s in ((0.2, 10), (0.7, 11)))
    both = integration.half_life([one, other], 0.95)
    assert integration.half_life([one], 0.95).upper >= both.value >= both.lower
    summed = integration.profile(one) + integration.profile(other)
    assert both == integration.span(summed, 0.95)


def test_ends_are_the_last_values_that_are_not_less_likely() -> None:
    profile = np.array([-9.0, -1.9, 0.0, -1.0, -2.0])
    values = np.arange(5.0)
    assert integration.span(profile, 0.95, values=values) == integration.Span(2, 1, 3)
    assert integration.span(profile, 0.95, 1.1, values) == integration.Span(2, 1, 4)


def test_rounding_does_not_choose_between_half_lives_that_are_as_likely() -> None:
    profiles = np.array([[-1.0, -1e-9, 0.0, -1e-3], [-2.0, -1.0, -1.0 + 1e-12, -1.5]])
    assert integration.best(profiles).tolist() == [1, 1]
    alternating = np.array([[1.0, -1.0] * 20])
    found = integration.half_life(integration.surface(np.arange(40.0), alternating), 0.95)
    assert found.value == HALF_LIVES[0]


def test_factors_widen_intervals_where_worlds_ask_for_it() -> None:
    profiles = np.zeros((100, 3))
    profiles[:, 1] = np.linspace(0, 2, 100)
    assert integration.factor(profiles, 1, 0.95) == 0
    assert integration.factor(profiles, 0, 0.95) == pytest.approx(2 * 1.9 / 3.8415, abs=1e-3)
    one = integration.surface(*drawn(1.6, 0.3, 60, seed=12))
    plain, wider = (integration.half_life(one, 0.95, [f] * len(KNOTS)) for f in (0.1, 2.0))
    assert plain == integration.half_life(one, 0.95)
    assert wider.lower < plain.lower
    assert wider.upper >= plain.upper


def test_regression_takes_only_months_that_adjoin_and_a_mean_for_each_window() -> None:
    first = (np.array([0.0, 1, 2, 5]), np.array([[1.0, -1, 1, 9], [2.0, 1, 0.5, 9]]))
    assert integration.naive([first])[0] == 0
    assert integration.naive([first])[1] == pytest.approx(np.log(0.5) / np.log(0.5))
    moved = (first[0], first[1] + 100)
    assert integration.naive([first, moved]) == pytest.approx(integration.naive([first]))
