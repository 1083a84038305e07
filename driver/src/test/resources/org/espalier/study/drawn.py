"""Importance in studies with drawn axes by NumPy, for the tests of org.espalier.study.

    python3 drawn.py > drawn.json

Pseudo-inverses take the place of orthonormal columns, and NumPy's Legendre polynomials that of our
recursion. Made with NumPy 2.4.6.
"""

import itertools
import json

import numpy as np
from numpy.polynomial import legendre


def unit(numbers):
    """-1 to 1, on the linear or the logarithmic scale: the one with the median nearer to 0."""
    best = None
    for values in (numbers, np.log(numbers)):
        places = 2 * (values - values.min()) / (values.max() - values.min()) - 1
        if best is None or abs(np.median(np.unique(places))) < abs(np.median(np.unique(best))):
            best = places
    return best


def design(name, points, families, seeds, rng):
    rate = np.round(10 ** rng.uniform(-2, 0, points), 5)
    noise = np.round(rng.uniform(0.1, 1, points), 5)
    x, z = unit(rate), unit(noise)
    rows = []
    for p, family in itertools.product(range(points), range(families)):
        mean = 0.5 * x[p] + 0.4 * z[p] ** 2 + 0.6 * x[p] * z[p] + 0.3 * family * z[p]
        for seed in range(rng.integers(1, seeds + 1)):
            rows.append((p, family, seed, float(np.round(mean + rng.normal(0, 0.2), 6))))
    return {"name": name, "numbers": [rate, noise], "families": families, "rows": rows}


def importance(study):
    cells = sorted({(p, family) for p, family, _, _ in study["rows"]})
    values = [[r[3] for r in study["rows"] if r[:2] == cell] for cell in cells]
    w = np.array([len(v) for v in values], dtype=float)
    y = np.array([np.mean(v) for v in values])
    y -= np.average(y, weights=w)
    within = sum(((np.array(v) - np.mean(v)) ** 2).sum() for v in values)
    points = np.array([p for p, _ in cells])
    number = len(set(points))
    places = [unit(numbers[points]) for numbers in study["numbers"]]
    degree = max(1, min(5, number // (8 * len(places))))
    beside = degree  # of products beside a term: four points a column
    while beside > 1 and 2 * degree + beside * (beside - 1) // 2 > number // 4:
        beside -= 1
    blocks = {a: legendre.legvander(x, degree)[:, 1:] for a, x in zip(("rate", "noise"), places)}
    if study["families"] > 1:
        indicators = np.eye(study["families"])[[family for _, family in cells]]
        blocks["family"] = indicators - np.average(indicators, axis=0, weights=w)
    order = [axis for axis in ("family", "rate", "noise") if axis in blocks]
    root = np.sqrt(w)
    total = (w * y * y).sum() + within

    def product(a, b, most):
        if "family" in (a, b):
            highest = max(1, min(degree, most - 1, 48 // study["families"]))
            drawn = blocks[b if a == "family" else a][:, :highest]
            return np.hstack([drawn[:, [k]] * blocks["family"] for k in range(highest)])
        columns = [
            blocks[a][:, i] * blocks[b][:, j] for i in range(degree) for j in range(degree) if i + j + 2 <= most
        ]
        return np.column_stack(columns) if columns else np.empty((len(cells), 0))

    def share(others, own):
        x = np.hstack([np.ones((len(cells), 1))] + others + [own])
        weighted = root[:, None] * x
        fit = np.linalg.pinv(weighted, rcond=1e-10)
        part = own @ fit[x.shape[1] - own.shape[1] :] * root  # from y to the term's part of the fit
        part -= np.average(part, axis=0, weights=w)
        rank = np.linalg.matrix_rank(weighted, tol=1e-9 * np.linalg.norm(weighted, 2))
        rest = y - x @ fit @ (root * y)
        chance = 0.0
        for p in set(points):
            own_cells = np.flatnonzero(points == p)
            chance += (w * (part[:, own_cells] @ rest[own_cells]) ** 2).sum()
        chance *= number / max(1, number - rank)
        return max(0.0, min(1.0, ((w * (part @ y) ** 2).sum() - chance) / total))

    pairs = list(itertools.combinations(order, 2))
    products = {pair: product(*pair, beside) for pair in pairs}
    shares = []
    for a in order:
        others = [blocks[o] for o in order if o != a] + list(products.values())
        shares.append([a, "", share(others, blocks[a])])
    for pair in pairs:
        others = list(blocks.values()) + [products[p] for p in pairs if p != pair]
        shares.append([*pair, share(others, product(*pair, max(2, beside)))])
    return order, shares


def main():
    rng = np.random.default_rng(20261127)
    studies = []
    for study in [
        design("crossed", 40, 3, 3, rng),
        design("alone", 50, 1, 1, rng),
        design("few points", 14, 2, 2, rng),
    ]:
        order, shares = importance(study)
        numbers = dict(zip(("rate", "noise"), study["numbers"]))
        levels = {axis: np.unique(numbers[axis]) for axis in order if axis != "family"}

        def level(axis, p, family):
            return family if axis == "family" else int(np.searchsorted(levels[axis], numbers[axis][p]))

        studies.append(
            {
                "name": study["name"],
                "axes": order,
                "numbers": [list(levels[a]) if a in levels else [None] * study["families"] for a in order],
                "trials": [[*(level(a, p, f) for a in order), seed, value] for p, f, seed, value in study["rows"]],
                "importance": shares,
            }
        )
    print(json.dumps(studies, indent=None, separators=(",", ":")).replace('{"name"', '\n{"name"'))


main()
