"""Exponents of power laws by NumPy and SciPy, for the tests of org.espalier.study.

    python3 power_laws.py > power_laws.json

Least squares on indicator columns with the cluster-robust covariance matrix takes the place of deviations
from the means of settings. Made with NumPy 2.4.6 and SciPy 1.17.1.
"""

import json

import numpy as np
from scipy import stats

NUMBERS = [6, 12, 25, 50]
SETTINGS = 3


def data(is_balanced, rng):
    rows = []
    seeds = rng.normal(0, 0.2, 8)
    for setting in range(SETTINGS):
        for level, number in enumerate(NUMBERS):
            for seed in range(8):
                if not is_balanced and rng.random() < 0.3:
                    continue
                log = 1 + 0.5 * setting + 1.3 * np.log(number) + rng.normal(0, 0.3) + seeds[seed] * np.log(number)
                rows.append((setting, level, seed, float(np.round(np.exp(log), 6))))
    return rows


def fit(rows):
    y = np.log([value for *_, value in rows])
    x = np.array(
        [[np.log(NUMBERS[level])] + [float(setting == s) for s in range(SETTINGS)] for setting, level, *_ in rows]
    )
    bread = np.linalg.inv(x.T @ x)
    beta = bread @ x.T @ y
    residuals = y - x @ beta
    seeds = sorted({seed for _, _, seed, _ in rows})
    meat = np.zeros((x.shape[1], x.shape[1]))
    for seed in seeds:
        of_seed = np.array([row[2] == seed for row in rows])
        score = x[of_seed].T @ residuals[of_seed]
        meat += np.outer(score, score)
    r = len(seeds)
    error = np.sqrt(r / (r - 1) * (bread @ meat @ bread)[0, 0])
    low, high = stats.t.interval(0.95, r - 1, loc=beta[0], scale=error)
    of_settings = x[:, 1:]
    within = y - of_settings @ np.linalg.lstsq(of_settings, y, rcond=None)[0]
    return {
        "exponent": float(beta[0]),
        "low": float(low),
        "high": float(high),
        "factor": float(np.exp(np.mean(of_settings @ beta[1:]))),
        "explained": float(1 - (residuals**2).sum() / (within**2).sum()),
        "points": points(rows, x, beta, residuals),
    }


def points(rows, x, beta, residuals):
    """Of each number: residuals about the law of the average setting, averaged by seed, with Student's interval."""
    center = np.mean(x[:, 1:] @ beta[1:])
    found = []
    for level, number in enumerate(NUMBERS):
        by_seed = {}
        for row, residual in zip(rows, residuals):
            if row[1] == level:
                by_seed.setdefault(row[2], []).append(center + beta[0] * np.log(number) + residual)
        means = np.array([np.mean(logs) for logs in by_seed.values()])
        low, high = stats.t.interval(0.95, len(means) - 1, loc=means.mean(), scale=stats.sem(means))
        found.append([level, len(means), *map(float, np.exp([means.mean(), low, high]))])
    return found


def main():
    rng = np.random.default_rng(20261126)
    studies = []
    for name, is_balanced in [("balanced", True), ("unbalanced", False)]:
        rows = data(is_balanced, rng)
        studies.append({"name": name, "numbers": NUMBERS, "settings": SETTINGS, "trials": rows, "law": fit(rows)})
    print(json.dumps(studies, separators=(",", ":")).replace('{"name"', '\n{"name"'))


main()
