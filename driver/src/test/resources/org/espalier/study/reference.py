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
        seeds = rng.integers(1, 5) if kind.endswith("unbalanced") else 3
        for seed in range(seeds):
            rows.append((level, seed, float(np.round(mean + rng.normal(0, 0.1), 6))))
    return rows


def indicators(rows, axes):
    keys = sorted({tuple(level[a] for a in axes) for level, _, _ in rows})
    matrix = np.zeros((len(rows), len(keys)))
    for i, (level, _, _) in enumerate(rows):
        matrix[i, keys.index(tuple(level[a] for a in axes))] = 1
    return matrix


def residual(rows, groupings):
    y = np.array([value for _, _, value in rows])
    x = np.hstack([np.ones((len(rows), 1))] + [indicators(rows, g) for g in groupings])
    fitted = x @ np.linalg.lstsq(x, y, rcond=None)[0]
    return float(((y - fitted) ** 2).sum()), int(np.linalg.matrix_rank(x))


def importance(rows):
    y = np.array([value for _, _, value in rows])
    total = ((y - y.mean()) ** 2).sum()
    within, cells = residual(rows, [tuple(range(len(AXES)))])
    msw = within / (len(rows) - cells)
    mains = [(a,) for a in range(len(AXES))]
    full, rank = residual(rows, mains)
    shares = []
    for a in range(len(AXES)):
        without, less = residual(rows, [m for m in mains if m != (a,)])
        shares.append([AXES[a], "", max(0, (without - full - (rank - less) * msw) / total)])
    for a, b in itertools.combinations(range(len(AXES)), 2):
        pair, more = residual(rows, mains + [(a, b)])
        shares.append([AXES[a], AXES[b], max(0, (full - pair - (more - rank) * msw) / total)])
    shares.append(["", "", min(1, (within + (cells - 1) * msw) / total)])
    return shares


def contrasts(rows):
    table = {(level, seed): value for level, seed, value in rows}
    found = []
    for axis, count in enumerate(LEVELS):
        of_axis = []
        for first, second in itertools.combinations(range(count), 2):
            differences = []
            for (level, seed), value in table.items():
                if level[axis] == first:
                    other = level[:axis] + (second,) + level[axis + 1 :]
                    if (other, seed) in table:
                        differences.append(table[other, seed] - value)
            d = np.array(differences)
            if len(d) == 0:
                continue
            interval = stats.ttest_1samp(d, 0).confidence_interval(0.95)
            p = stats.permutation_test(
                (d,), np.sum, permutation_type="samples", n_resamples=9999 if len(d) > 14 else np.inf,
                alternative="two-sided", rng=np.random.default_rng(7),
            ).pvalue
            of_axis.append([AXES[axis], first, second, len(d), d.mean(), interval.low, interval.high, p])
        order = sorted(range(len(of_axis)), key=lambda i: of_axis[i][7])
        least = 0.0
        for rank, i in enumerate(order):
            least = max(least, min(1.0, of_axis[i][7] * (len(order) - rank)))
            of_axis[i].append(least)
        found += of_axis
    return [[float(x) if isinstance(x, (float, np.floating)) else x for x in c] for c in found]


def main():
    rng = np.random.default_rng(20261126)
    studies = []
    for kind in ["additive", "interacting", "null", "additive-unbalanced", "interacting-unbalanced"]:
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
