"""What an area's mix of industries says about how demanding they are.

`m` is 0/1, (areas, industries): 1 where an area is specialised. Diversity is how many
industries an area has, ubiquity how many areas have an industry.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.linalg import eigh

from regions.analysis.outcome import Numbers, Outcome, Reason, outcome

TIED = 1e-9  # eigenvalues nearer than this cannot be told apart in double precision
MIN_GAP = 0.05
MIN_STABILITY = 0.7


def reflections(m: Numbers) -> tuple[Outcome, Outcome]:
    """Method of reflections: k0, k1, k2 of the areas (3, areas) and of the industries.

    k0 is diversity or ubiquity; k_n the mean of the other side's k_(n−1) over what one has.
    k1 and k2 are undefined for an area without industries or the reverse. Source: Hidalgo and
    Hausmann (2009), PNAS 106(26), 10570-10575.
    """
    areas, industries = [m.sum(axis=1)], [m.sum(axis=0)]
    for _ in range(2):
        areas_next, industries_next = _reflect(m, areas, industries)
        areas.append(areas_next)
        industries.append(industries_next)
    return (
        outcome(np.stack(areas), (np.isnan(areas), Reason.AREA_EMPTY)),
        outcome(np.stack(industries), (np.isnan(industries), Reason.ACTIVITY_EMPTY)),
    )


def _reflect(
    m: Numbers, areas: list[Numbers], industries: list[Numbers]
) -> tuple[Numbers, Numbers]:
    """One round, from the last of each list; what has nothing to average over is NaN."""
    diversity, ubiquity = areas[0], industries[0]
    with np.errstate(divide="ignore", invalid="ignore"):
        of_areas = m @ np.nan_to_num(industries[-1]) / diversity
        of_industries = np.nan_to_num(areas[-1]) @ m / ubiquity
    return np.where(diversity > 0, of_areas, np.nan), np.where(ubiquity > 0, of_industries, np.nan)


def eci_by_reflections(m: Numbers, iterations: int = 20) -> Outcome:
    """Complexity of areas by iterating reflections, standardised (ddof 1); shape (areas,).

    As the package economic-complexity counts: `iterations` rounds of its loop change the
    areas' value iterations − 2 times. The sign is what the iteration gives, often the
    opposite of `complexity`; the values drown in rounding as iterations grow. Kept to compare
    with others; the portal uses the eigenvector. Source: Hidalgo and Hausmann (2009).
    """
    areas, industries = [m.sum(axis=1)], [m.sum(axis=0)]
    for _ in range(max(iterations - 2, 0)):
        areas_next, industries_next = _reflect(m, areas, industries)
        areas, industries = [areas[0], areas_next], [industries[0], industries_next]
    last = areas[-1]
    known = ~np.isnan(last)
    deviation = np.std(last[known], ddof=1) if known.sum() > 1 else 0.0
    with np.errstate(divide="ignore", invalid="ignore"):
        values = (last - np.mean(last[known])) / deviation if known.any() else last
    flat = not deviation > 0
    return outcome(values, (flat, Reason.NO_SPREAD), (~known, Reason.AREA_EMPTY))


@dataclass(frozen=True)
class Complexity:
    """`areas` ECI and `industries` PCI on one scale; the vectors they come from, unscaled.

    `eigenvalues` are the three largest of the area-to-area matrix (NaN where there are
    fewer); `gap` is (λ2 − λ3)/λ2: how clearly the second stands out.
    """

    areas: Outcome
    industries: Outcome
    raw_areas: Numbers
    raw_industries: Numbers
    eigenvalues: Numbers

    @property
    def gap(self) -> float:
        second, third = self.eigenvalues[1], np.nan_to_num(self.eigenvalues[2])
        return float((second - third) / second) if second > TIED else float("nan")


def complexity(m: Numbers, direction: Numbers | None = None) -> Complexity:
    """Economic complexity of areas (ECI) and of industries (PCI), by eigenvector.

    1. kc is the second eigenvector of D⁻¹ M U⁻¹ Mᵀ, kp that of U⁻¹ Mᵀ D⁻¹ M, kc = D⁻¹ M kp.
    2. Signed so that kc rises with `direction` (GVA per hour by area), or with diversity.
    3. Both minus the mean of kc and over its deviation (ddof 0): one scale.

    Undefined: an empty area or industry; all, when the areas fall into groups with nothing in
    common, the second eigenvalue is tied or zero, or nothing gives the sign. Source:
    Hausmann et al. (2014), The Atlas of Economic Complexity; py-ecomplexity 0.5.3.
    """
    rows, columns = m.sum(axis=1) > 0, m.sum(axis=0) > 0
    kc, kp = np.full(len(rows), np.nan), np.full(len(columns), np.nan)
    values = np.full(3, np.nan)
    reason = Reason.TOO_FEW
    if rows.sum() > 1 and columns.sum() > 1:
        part = m[np.ix_(rows, columns)]
        values, kc[rows], kp[columns] = _second_vectors(part, np.ones(part.shape[1]))
        reason = _why_undefined(values)
    if reason is Reason.NONE:
        sign = _sign(kc[rows], m.sum(axis=1)[rows] if direction is None else direction[rows])
        reason = Reason.NONE if sign else Reason.NO_DIRECTION
        kc, kp = sign * kc, sign * kp
    scaled = np.full(kc.shape, np.nan), np.full(kp.shape, np.nan)
    if reason is Reason.NONE:
        mean, deviation = kc[rows].mean(), kc[rows].std()
        scaled = (kc - mean) / deviation, (kp - mean) / deviation
    told = (reason is not Reason.NONE, reason)
    return Complexity(
        areas=outcome(scaled[0], told, (~rows, Reason.AREA_EMPTY)),
        industries=outcome(scaled[1], told, (~columns, Reason.ACTIVITY_EMPTY)),
        raw_areas=kc,
        raw_industries=kp,
        eigenvalues=values,
    )


def _second_vectors(m: Numbers, weight: Numbers) -> tuple[Numbers, Numbers, Numbers]:
    """Three largest eigenvalues, kc and kp, with each industry counted `weight` times.

    The symmetric D^-½ M (w/U) Mᵀ D^-½ has the same eigenvalues, and is solved on the smaller
    side of M.
    """
    diversity, ubiquity = m @ weight, m.sum(axis=0)
    half = m * np.sqrt(weight / ubiquity) / np.sqrt(diversity)[:, None]
    wide = half.shape[0] <= half.shape[1]
    square = half @ half.T if wide else half.T @ half
    size = len(square)
    values, vectors = eigh(square, subset_by_index=(max(size - 3, 0), size - 1))
    values, second = values[::-1], vectors[:, -2]
    kc = (second if wide else half @ second) / np.sqrt(diversity)
    with np.errstate(divide="ignore", invalid="ignore"):
        kp = kc @ m / ubiquity / values[1]
    return np.concatenate([values, np.full(3 - len(values), np.nan)]), kc, kp


def _why_undefined(values: Numbers) -> Reason:
    if values[1] > 1.0 - TIED:
        return Reason.DISCONNECTED
    if values[1] < TIED:
        return Reason.NO_SPREAD
    return Reason.NOISE if values[1] - np.nan_to_num(values[2]) < TIED else Reason.NONE


def _sign(kc: Numbers, direction: Numbers) -> float:
    """1, −1, or 0 where the direction is unknown or unrelated to the order."""
    known = ~np.isnan(direction)
    a, b = kc[known] - kc[known].mean(), direction[known] - direction[known].mean()
    scale = np.sqrt((a @ a) * (b @ b))
    return float(np.sign(a @ b)) if scale > 0 and abs(a @ b) > TIED * scale else 0.0


def stability(m: Numbers, *, replicates: int = 50, seed: int = 0) -> float:
    """Median |correlation| of kc with kc when industries are drawn anew, 0 to 1.

    A replicate draws as many industries with replacement; areas that lose all of theirs are
    left out of it. NaN where complexity is undefined. Source: Efron (1979), Annals of
    Statistics 7(1), the bootstrap.
    """
    rows, columns = m.sum(axis=1) > 0, m.sum(axis=0) > 0
    part = m[np.ix_(rows, columns)]
    base = complexity(m)
    if np.isnan(base.areas.values[rows]).any() or not rows.any():
        return float("nan")
    random, found = np.random.default_rng(seed), []
    for _ in range(replicates):
        weight = np.bincount(
            random.integers(part.shape[1], size=part.shape[1]), minlength=part.shape[1]
        ).astype(np.float64)
        kept = part @ weight > 0
        inside = part[kept][:, (weight > 0) & (part[kept].sum(axis=0) > 0)]
        counted = weight[(weight > 0) & (part[kept].sum(axis=0) > 0)]
        _, kc, _ = _second_vectors(inside, counted)
        found.append(abs(np.corrcoef(kc, base.raw_areas[rows][kept])[0, 1]))
    return float(np.median(found))


def complexity_or_withheld(
    m: Numbers,
    direction: Numbers | None = None,
    *,
    min_gap: float = MIN_GAP,
    min_stability: float = MIN_STABILITY,
    replicates: int = 50,
    seed: int = 0,
) -> Complexity:
    """`complexity`, but undefined (noise) where its eigengap or its stability is too small.

    Random matrices give a second eigenvector too; its eigenvalue hardly leads the third, and
    it turns when industries are drawn anew.
    """
    found = complexity(m, direction)
    if np.isnan(found.areas.values).all():
        return found
    clear = found.gap >= min_gap
    if clear and stability(m, replicates=replicates, seed=seed) >= min_stability:
        return found
    return Complexity(
        areas=_withheld(found.areas),
        industries=_withheld(found.industries),
        raw_areas=found.raw_areas,
        raw_industries=found.raw_industries,
        eigenvalues=found.eigenvalues,
    )


def _withheld(found: Outcome) -> Outcome:
    reasons = np.where(found.reasons == 0, np.uint8(Reason.NOISE), found.reasons)
    return Outcome(np.full(found.values.shape, np.nan), reasons)
