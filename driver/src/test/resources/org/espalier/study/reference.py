"""Importance and contrasts by NumPy and SciPy, for the tests of org.espalier.study.

    python3 reference.py > reference.json

Least squares on indicator columns and SciPy's own permutation test take the place of backfitting and
of our sign flips. Made with NumPy 2.4.6 and SciPy 1.17.
"""

import itertools
import json

import numpy as np
from scipy import stats

AXES = ["family", "flip", "heads"]
LEVELS = [3, 2, 4]
SEED = len(AXES)


def data(kind, rng):
    rows = []
    for level in itertools.product(*map(range, LEVELS)):
        family, flip, heads = level
        mean = {
            "additive": 0.2 * family - 0.3 * flip + 0.05 * heads,
            "interacting": 0.2 * family * flip + 0.1 * (heads == family),
            "null": 0.0,
        }[kind.split("-")[0]]
        if kind.endswith("unbalanced") and rng.random() < 0.3:
            continue
        seeds = 18 if kind.endswith("many") else rng.integers(1, 5) if kind.endswith("unbalanced") else 3
        for seed in range(seeds):
            if kind.endswith("many") and rng.random() < 0.2:
                continue
            rows.append((level, seed, float(np.round(mean + rng.normal(0, 0.1), 6))))
    return rows


def indicators(rows, axes):
    groups = [tuple((*level, seed)[a] for a in axes) for level, seed, _ in rows]
    keys = sorted(set(groups))
    matrix = np.zeros((len(rows), len(keys)))
    for i, group in enumerate(groups):
        matrix[i, keys.index(group)] = 1
    return matrix


def residual(rows, groupings):
    y = np.array([value for _, _, value in rows])
    x = np.hstack([np.ones((len(rows), 1))] + [indicators(rows, g) for g in groupings])
    fitted = x @ np.linalg.lstsq(x, y, rcond=None)[0]
    return float(((y - fitted) ** 2).sum()), int(np.linalg.matrix_rank(x))


def importance(rows):
    y = np.array([value for _, _, value in rows])
    total = ((y - y.mean()) ** 2).sum()
    every = tuple(range(len(AXES)))
    within, cells = residual(rows, [every])
    beside, rank = residual(rows, [every, (SEED,)])  # a number for each cell and one for each seed
    noise = beside / (len(rows) - rank)
    mains = [(a,) for a in range(len(AXES))]
    full, rank = residual(rows, mains)
    shares = []
    for a in range(len(AXES)):
        without, less = residual(rows, [m for m in mains if m != (a,)])
        shares.append([AXES[a], "", max(0, (without - full - (rank - less) * noise) / total)])
    for a, b in itertools.combinations(range(len(AXES)), 2):
        pair, more = residual(rows, mains + [(a, b)])
        shares.append([AXES[a], AXES[b], max(0, (full - pair - (more - rank) * noise) / total)])
    shares.append(["", "", min(1, (within + (cells - 1) * noise) / total)])
    return shares


def permutation_p(parts):
    """Two-sided p of all differences of a replicate changing their sign together."""
    if len(parts) == 1:
        return 1.0
    return stats.permutation_test(
        (np.array(parts),), np.sum, permutation_type="samples", n_resamples=9999 if len(parts) > 14 else np.inf,
        alternative="two-sided", rng=np.random.default_rng(7),
    ).pvalue


def contrast(rows, axis, first, second):
    """The weighted least squares and the cluster-robust covariance of one mean for each setting."""
    table = {(level, seed): value for level, seed, value in rows}
    d, setting, seeds = [], [], []
    for (level, seed), value in table.items():
        other = level[:axis] + (second,) + level[axis + 1 :]
        if level[axis] == first and (other, seed) in table:
            d.append(table[other, seed] - value)
            setting.append(level[:axis] + level[axis + 1 :])
            seeds.append(seed)
    if not d:
        return None
    d, seeds = np.array(d), np.array(seeds)
    keys = sorted(set(setting))
    x = np.array([[s == k for k in keys] for s in setting], dtype=float)
    counts = x.sum(axis=0)
    means = np.linalg.lstsq(x, d, rcond=None)[0]
    c = np.full(len(keys), 1 / len(keys))
    # of each pair's residual in its setting's mean, by replicate; n / (n - 1) makes the variance unbiased
    freedom = int(counts.min()) - 1
    low = high = None
    if freedom > 0:
        share = x @ (c / counts * np.sqrt(counts / (counts - 1))) * (d - x @ means)
        error = np.sqrt(sum(share[seeds == s].sum() ** 2 for s in set(seeds)))
        low, high = stats.t.interval(0.95, freedom, loc=c @ means, scale=error)
    parts = [float((x @ (1 / counts) * d)[seeds == s].sum()) for s in sorted(set(seeds))]
    return [len(parts), len(d), float(c @ means), low, high, float(permutation_p(parts))]


def contrasts(rows):
    found = []
    for axis, count in enumerate(LEVELS):
        of_axis = []
        for first, second in itertools.combinations(range(count), 2):
            one = contrast(rows, axis, first, second)
            if one:
                of_axis.append([AXES[axis], first, second, *one])
        order = sorted(range(len(of_axis)), key=lambda i: of_axis[i][8])
        least = 0.0
        for rank, i in enumerate(order):
            least = max(least, min(1.0, of_axis[i][8] * (len(order) - rank)))
            of_axis[i].append(least)
        found += of_axis
    return [[float(x) if isinstance(x, (float, np.floating)) else x for x in c] for c in found]


def main():
    rng = np.random.default_rng(20261126)
    studies = []
    for kind in ["additive", "interacting", "null", "additive-unbalanced", "interacting-unbalanced", "null-many"]:
        rows = data(kind, rng)
        studies.append(
            {
                "name": kind,
                "axes": AXES,
                "levels": LEVELS,
                "trials": [[*level, seed, value] for level, seed, value in rows],
                "importance": importance(rows),
                "contrasts": contrasts(rows),
            }
        )
    print(json.dumps(studies, indent=None, separators=(",", ":")).replace('{"name"', '\n{"name"'))


main()
