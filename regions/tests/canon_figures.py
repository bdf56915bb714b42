"""Made-up figures of areas and industries for the tests of the canon."""

from __future__ import annotations

import numpy as np
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

SMALL = settings(max_examples=60, deadline=None)


@st.composite
def matrices(draw, low=0, high=60):
    """Whole figures, 2-7 areas × 2-6 industries, zeros often, also empty rows and columns."""
    shape = draw(st.integers(2, 7)), draw(st.integers(2, 6))
    figures = draw(arrays(np.int64, shape, elements=st.integers(low, high)))
    if low == 0:
        figures = figures * draw(arrays(np.int64, shape, elements=st.integers(0, 1)))
    return figures.astype(float)


@st.composite
def connected_presences(draw):
    """No area or industry is empty, and the first area has every industry."""
    m = draw(matrices(high=1))
    m[0] = 1.0
    m[:, 0] = 1.0
    return m


presences = matrices(high=1)
positive = matrices(low=1)


def same(a, b, tolerance=1e-9):
    np.testing.assert_allclose(
        np.asarray(a, dtype=float), np.asarray(b, dtype=float), rtol=tolerance, atol=tolerance
    )
