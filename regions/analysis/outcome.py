"""What a computation gives: numbers, and for each undefined one the reason."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[np.float64]
Codes = npt.NDArray[np.uint8]


class Reason(IntEnum):
    """Why a value is undefined. Where several hold, the later in this list is told."""

    NONE = 0
    NOT_ABOVE_ZERO = 1
    ACTIVITY_EMPTY = 2
    AREA_EMPTY = 3
    YEAR_BEFORE_MISSING = 4
    REFERENCE_MISSING = 5
    MISSING = 6
    SUPPRESSED = 7
    TOO_COARSE = 8
    NEGATIVE = 9
    NO_SPREAD = 10
    SINGLE_SITE = 11
    TOO_FEW = 12
    UNRELATED = 13
    DISCONNECTED = 14
    NOISE = 15
    NO_LINKS = 16
    NO_DIVISOR = 17
    NO_DIRECTION = 18

    @property
    def words(self) -> str:
        return WORDS[self]


WORDS = {
    Reason.NONE: "",
    Reason.NOT_ABOVE_ZERO: "The first or the last year of the span is not above zero.",
    Reason.ACTIVITY_EMPTY: "All areas together have no output of this kind.",
    Reason.AREA_EMPTY: "The area has no output at all.",
    Reason.YEAR_BEFORE_MISSING: "There is no figure for the first year of the span.",
    Reason.REFERENCE_MISSING: "The total of all areas rests on a figure that is not published.",
    Reason.MISSING: "The publisher gives no figure for this.",
    Reason.SUPPRESSED: "The publisher withholds a figure that this rests on.",
    Reason.TOO_COARSE: "The published industries are too coarse for this.",
    Reason.NEGATIVE: "A figure below zero cannot be a part of a whole.",
    Reason.NO_SPREAD: "All values are the same, so there is nothing to compare.",
    Reason.SINGLE_SITE: "There is a single site, so its size and its place cannot be told apart.",
    Reason.TOO_FEW: "There are too few of them for this figure.",
    Reason.UNRELATED: "It is related to no other activity.",
    Reason.DISCONNECTED: "The areas fall into groups that have no activity in common.",
    Reason.NOISE: "The order cannot be told from noise.",
    Reason.NO_LINKS: "No links are known.",
    Reason.NO_DIVISOR: "There is nothing above zero to divide by.",
    Reason.NO_DIRECTION: "Nothing tells which end of the order is which.",
}


@dataclass(frozen=True)
class Outcome:
    """`values` (NaN where undefined) and `reasons` (a Reason, 0 where defined), of one shape."""

    values: Numbers
    reasons: Codes

    def because(self, where: npt.ArrayLike, reason: Reason) -> Outcome:
        """The same, with `reason` told for the undefined values among `where` (broadcast)."""
        told = np.isnan(self.values) & np.broadcast_to(where, self.values.shape)
        return Outcome(self.values, np.where(told, np.uint8(reason), self.reasons))


def outcome(values: Numbers, *undefined: tuple[npt.ArrayLike, Reason]) -> Outcome:
    """An Outcome of `values` where no condition holds; of several, the last one is told."""
    reasons = np.zeros(np.shape(values), dtype=np.uint8)
    np.copyto(reasons, np.uint8(Reason.MISSING), where=np.isnan(values))
    for condition, reason in undefined:
        np.copyto(reasons, np.uint8(reason), where=np.asarray(condition))
    return Outcome(np.where(reasons == 0, values, np.nan), reasons)
