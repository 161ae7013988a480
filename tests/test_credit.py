"""Below a figure stands in words where it comes from: each origin once."""

import pytest

from nkbook import data
from nkbook.data import credit


def test_what_repeats_one_release_stands_once_with_the_number_of_its_printings() -> None:
    assert credit.line(["bok_ecos_fnk", "donga_1997", "unsd_on_gdppc"]) == "Bank of Korea (3 printings)"


def test_most_printings_come_first_and_single_ones_carry_no_number() -> None:
    said = credit.line(["sg_gapminder_iea", "donga_1997", "donga_1999"])
    assert said == "Bank of Korea (2 printings); International Energy Agency"


@pytest.mark.parametrize("key", sorted(data.sources().index))
def test_no_source_is_named_by_its_key_or_its_mirror(key: str) -> None:
    said = credit.line([key])
    assert said
    assert "_" not in said
    assert "mirrored by" not in said
