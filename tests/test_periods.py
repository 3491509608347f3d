import pytest

from netmap.periods import months


def test_periods():
    assert months("2023-S1") | months("2023-S2") == months("2023")
    assert frozenset().union(*(months(f"2023-T{i}") for i in range(1, 5))) == months("2023")
    assert months("2023-12") < months("2023-T4") < months("2023-S2")
    assert not months("2023") & months("2024")
    for wrong in ("23", "2023-S3", "2023-13", "2023-1", "2023 ", "", "année"):
        with pytest.raises(ValueError, match="no period"):
            months(wrong)
