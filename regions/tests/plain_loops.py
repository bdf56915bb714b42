"""The case metrics once more, in plain loops straight from their formulas.

Slow and simple on purpose and sharing nothing with regions.analysis, so that the two can
only agree by both being right. None is an undefined value.
"""

from __future__ import annotations

from math import log, log2, sqrt

import numpy as np


def div(a, b):
    return None if a is None or b is None or b == 0 else a / b


def shares(row):
    total = sum(row)
    return [div(value, total) for value in row]


def column_sums(x):
    return [sum(row[i] for row in x) for i in range(len(x[0]))]


def location_quotient(x):
    whole = shares(column_sums(x))
    return [[div(s, w) for s, w in zip(shares(row), whole, strict=True)] for row in x]


def krugman_index(x):
    whole = shares(column_sums(x))
    return [
        sum(abs(s - w) for s, w in zip(shares(row), whole, strict=True)) if sum(row) else None
        for row in x
    ]


def krugman_between(a, b):
    return sum(abs(s - t) for s, t in zip(shares(a), shares(b), strict=True))


def hhi(x):
    return [sum(s * s for s in shares(row)) if sum(row) else None for row in x]


def hhi_summary(x):
    h, n = hhi([x])[0], len(x)
    return [h, (h - 1 / n) / (1 - 1 / n), 1 / h]


def entropy(x):
    return [-sum(s * log2(s) for s in shares(row) if s) if sum(row) else None for row in x]


def hachman(x):
    whole = shares(column_sums(x))
    return [
        1 / sum(s * s / w for s, w in zip(shares(row), whole, strict=True) if w)
        if sum(row)
        else None
        for row in x
    ]


def hoover_index(x, ref):
    return sum(abs(s - r) for s, r in zip(shares(x), shares(ref), strict=True)) / 2


def hoover_gini(x, ref):
    """One minus twice the area under the curve, by trapezia."""
    order = sorted(range(len(x)), key=lambda k: x[k] / ref[k])
    area = height = 0.0
    for k in order:
        step = x[k] / sum(x)
        area += (height + step / 2) * ref[k] / sum(ref)
        height += step
    return 1 - 2 * area


def locational_gini(x):
    size, empty = [sum(row) for row in x], [not total for total in column_sums(x)]
    return [
        None if empty[i] else hoover_gini([row[i] for row in x], size) / 2 for i in range(len(x[0]))
    ]


def gini(y):
    """Half the mean difference of all pairs over the mean."""
    pairs = sum(abs(a - b) for a in y for b in y)
    return pairs / (2 * len(y) * sum(y))


def gini_of_lq(local, reference):
    return gini([s / r for s, r in zip(shares(local), shares(reference), strict=True)])


def theil(y):
    mean = sum(y) / len(y)
    return sum(v / mean * log(v / mean) for v in y if v) / len(y)


def ellison_glaeser(plants, areas):
    """[γ, G, z, K, H] of plants [(area, employees)] against {area: jobs}."""
    total, everywhere = sum(size for _, size in plants), sum(areas.values())
    x = {area: jobs / everywhere for area, jobs in areas.items()}
    s = {area: sum(e for place, e in plants if place == area) / total for area in areas}
    g = sum((s[area] - x[area]) ** 2 for area in areas)
    h = sum((size / total) ** 2 for _, size in plants)
    two, three = sum(v**2 for v in x.values()), sum(v**3 for v in x.values())
    z4 = sum((size / total) ** 4 for _, size in plants)
    variance = 2 * (h**2 * (two - 2 * three + two**2) - z4 * (two - 4 * three + 3 * two**2))
    excess = g - (1 - two) * h
    if h == 1:
        return [None, g, None, len(plants), h]
    return [excess / ((1 - two) * (1 - h)), g, excess / sqrt(variance), len(plants), h]


def _areas(plants):
    areas = {}
    for area, _, size in plants:
        areas[area] = areas.get(area, 0) + size
    return areas


def ellison_glaeser_by_industry(plants, industries):
    found = []
    for industry in industries:
        own = [(area, size) for area, name, size in plants if name == industry]
        gamma, g, _, _, h = ellison_glaeser(own, _areas(plants))
        found.append([gamma, g, h])
    return found


def maurel_sedillot_by_industry(plants, industries):
    areas = _areas(plants)
    two = sum((jobs / sum(areas.values())) ** 2 for jobs in areas.values())
    found = []
    for industry in industries:
        own = [(area, size) for area, name, size in plants if name == industry]
        total = sum(size for _, size in own)
        h = sum((size / total) ** 2 for _, size in own)
        s2 = sum((sum(e for a, e in own if a == area) / total) ** 2 for area in areas)
        found.append(((s2 - two) / (1 - two) - h) / (1 - h) if h < 1 else None)
    return found


def coagglomeration(plants, industries):
    """Ellison and Glaeser (1997), equation 7, as it is printed."""
    areas = _areas(plants)
    group = [plant for plant in plants if plant[1] in industries]
    total, everywhere = sum(e for _, _, e in group), sum(areas.values())
    x = {area: jobs / everywhere for area, jobs in areas.items()}
    spread = 1 - sum(v**2 for v in x.values())
    g = sum((sum(e for a, _, e in group if a == area) / total - x[area]) ** 2 for area in areas)
    by_industry = ellison_glaeser_by_industry(plants, industries)
    w = [sum(e for _, name, e in group if name == one) / total for one in industries]
    h = sum(share**2 * row[2] for share, row in zip(w, by_industry, strict=True))
    own = sum(row[0] * share**2 * (1 - row[2]) for share, row in zip(w, by_industry, strict=True))
    return (g / spread - h - own) / (1 - sum(share**2 for share in w))


def shift_share(e0, e1, n0, n1):
    """Dunn's [growth, national, mix, regional] and Esteban's, with the allocation."""
    rate = sum(n1) / sum(n0)
    national = sum(e * (rate - 1) for e in e0)
    mix = sum(e * (b / a - rate) for e, a, b in zip(e0, n0, n1, strict=True))
    parts = list(zip(e0, e1, n0, n1, strict=True))
    regional = sum(e * (f / e - b / a) for e, f, a, b in parts)
    share = sum(e0) / sum(n0)
    homothetic = sum(a * share * (f / e - b / a) for e, f, a, b in parts)
    allocation = sum((e - a * share) * (f / e - b / a) for e, f, a, b in parts)
    growth = sum(e1) - sum(e0)
    return [growth, national, mix, regional], [growth, national, mix, homothetic, allocation]


def litzenberger_sternberg(e_ij, e_i, a_j, a, p_j, p, b_ij, b_i):
    return (e_ij / a_j) / (e_i / a) * (e_ij / p_j) / (e_i / p) / ((e_ij / b_ij) / (e_i / b_i))


def together(m):
    count = len(m[0])
    return [
        [0 if i == j else sum(row[i] * row[j] for row in m) for j in range(count)]
        for i in range(count)
    ]


def relatedness(m, method):
    c = together(m)
    s, t = [sum(row) for row in c], sum(map(sum, c))

    def one(i, j):
        if i == j or not c[i][j]:
            return 0.0
        if method == "association":
            return (c[i][j] / t) / ((s[i] / t) * (s[j] / t))
        if method == "cosine":
            return c[i][j] / sqrt(s[i] * s[j])
        if method == "jaccard":
            return c[i][j] / (s[i] + s[j] - c[i][j])
        chance = (s[i] / t) * (s[j] / (t - s[i])) + (s[j] / t) * (s[i] / (t - s[j]))
        return c[i][j] / (chance * t / 2)

    return [[one(i, j) for j in range(len(c))] for i in range(len(c))]


def proximity(m, diagonal=0):
    u, c = column_sums(m), together(m)
    return [
        [diagonal if i == j else min(div(c[i][j], u[i]), div(c[i][j], u[j])) for j in range(len(u))]
        for i in range(len(u))
    ]


def density(m, related):
    total = [sum(row[i] for row in related) for i in range(len(related))]
    return [
        [
            div(sum(row[k] * related[k][i] for k in range(len(total))), total[i])
            for i in range(len(total))
        ]
        for row in m
    ]


def reflections(m, rounds=2):
    """Lists k0 … k_rounds of areas and of industries."""
    areas, industries = [[sum(row) for row in m]], [column_sums(m)]
    for _ in range(rounds):
        last_areas, last_industries = areas[-1], industries[-1]
        areas.append(
            [
                div(sum(v * k for v, k in zip(row, last_industries, strict=True)), sum(row))
                for row in m
            ]
        )
        industries.append(
            [
                div(sum(row[i] * k for row, k in zip(m, last_areas, strict=True)), industries[0][i])
                for i in range(len(m[0]))
            ]
        )
    return areas, industries


def eci_pci(m):
    """By the general eigenvectors of the industries' matrix, as the Atlas describes it."""
    m = np.array(m, dtype=float)
    d, u = m.sum(axis=1), m.sum(axis=0)
    by_area, by_industry = m / d[:, None], m / u[None, :]
    values, vectors = np.linalg.eig(by_industry.T @ by_area)
    kp = vectors.real[:, np.argsort(values.real)[-2]]
    kc = by_area @ kp
    sign = np.sign(np.corrcoef(d, kc)[0, 1])
    mean, deviation = (sign * kc).mean(), kc.std()
    return ((sign * kc - mean) / deviation).tolist(), ((sign * kp - mean) / deviation).tolist()


def eci_by_reflections(m, iterations):
    last = reflections(m, max(iterations - 2, 0))[0][-1]
    mean = sum(last) / len(last)
    deviation = sqrt(sum((v - mean) ** 2 for v in last) / (len(last) - 1))
    return [(v - mean) / deviation for v in last]


def variety(x, parent):
    unrelated, related = [], []
    for row in x:
        groups = {}
        for share, name in zip(shares(row), parent, strict=True):
            groups.setdefault(name, []).append(share)
        unrelated.append(-sum(sum(g) * log2(sum(g)) for g in groups.values() if sum(g)))
        related.append(sum(sum(g) * entropy([g])[0] for g in groups.values() if sum(g)))
    return [unrelated, related]


def skill_relatedness(f):
    total, out, into = sum(map(sum, f)), [sum(row) for row in f], column_sums(f)

    def one_way(i, j):
        ratio = f[i][j] / (out[i] * into[j] / total)
        return (ratio - 1) / (ratio + 1)

    return [
        (one_way(i, j) + one_way(j, i)) / 2 for i in range(len(f)) for j in range(i + 1, len(f))
    ]


def gap_closure(gva, hours):
    rate = [g / h for g, h in zip(gva, hours, strict=True)]
    targets = max(rate), sum(gva) / sum(hours)
    return [
        sum(max(target - r, 0) * h for r, h in zip(rate, hours, strict=True)) for target in targets
    ]
