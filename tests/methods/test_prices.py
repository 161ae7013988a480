"""What prices in several places promise."""

import numpy as np
import pandas as pd
import pytest

from nkbook.methods import prices


def test_equal_prices_have_no_spread_and_gaps_are_left_out() -> None:
    table = pd.DataFrame({"a": [2.0, 1.0, np.nan], "b": [2.0, 3.0, 1.0]})
    found = prices.spread(table)
    assert found.tolist() == pytest.approx([0.0, 100 * np.sqrt(2) / 2])
