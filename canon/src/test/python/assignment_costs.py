"""The matrices of BenchmarkCosts.java, and what SciPy's best assignments of them cost.

    python canon/src/test/python/assignment_costs.py > \
        canon/src/test/resources/org/weightflow/canon/assignment/optimal-costs.csv

Needs numpy and scipy; takes about a minute.
"""
import math

import numpy as np
import scipy
from scipy.optimize import linear_sum_assignment

SEED = 7
ALL = ("UNIFORM", "TIES", "NEGATIVE", "HUGE", "LOW_RANK", "INNER_PRODUCTS", "PLANTED", "DISTANCES", "CONSTANT", "PRODUCTS")
CASES = [(kind, n) for kind in ALL for n in (2, 47, 48, 49, 127, 500)]
CASES += [(kind, 1024) for kind in ("PRODUCTS", "LOW_RANK", "DISTANCES")]
CASES += [(kind, 3072) for kind in ALL if kind not in ("PRODUCTS", "LOW_RANK", "DISTANCES")]


def bits(k):
    with np.errstate(over="ignore"):
        z = np.uint64(SEED) + (k.astype(np.uint64) + np.uint64(1)) * np.uint64(0x9E3779B97F4A7C15)
        z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        return z ^ (z >> np.uint64(31))


def uniform(k):
    return (bits(k) >> np.uint64(11)).astype(np.float64) * 2.0**-53


def bell(k):
    z = bits(k)
    words = [(z >> np.uint64(shift)) & np.uint64(0xFFFF) for shift in (0, 16, 32, 48)]
    return sum(word.astype(np.float64) for word in words) - 2 * 0xFFFF


def inner_products(n, rank):
    a = bell(np.arange(n * rank)).reshape(n, rank)
    b = bell(n * rank + np.arange(rank * n)).reshape(rank, n)
    return a @ b  # whole numbers below 2^53: exact in any order


def planted(n):
    stride = max(1, 3 * n // 5)
    while math.gcd(stride, n) > 1:
        stride += 1
    cost = uniform(np.arange(n * n)).reshape(n, n)
    rows = np.arange(n)
    cost[rows, rows * stride % n] -= 0.3
    return cost


def distances(n):
    points = uniform(np.arange(4 * n)).reshape(2, n, 2)
    d = points[0][:, None, :] - points[1][None, :, :]
    return np.sqrt(d[:, :, 0] * d[:, :, 0] + d[:, :, 1] * d[:, :, 1])


def matrix(kind, n):
    u = uniform(np.arange(n * n)).reshape(n, n)
    i = np.arange(1.0, n + 1)
    return {
        "UNIFORM": lambda: u,
        "TIES": lambda: np.floor(10 * u),
        "NEGATIVE": lambda: -1000 * u,
        "HUGE": lambda: 1e300 * (2 * u - 1),
        "LOW_RANK": lambda: inner_products(n, 8),
        "INNER_PRODUCTS": lambda: inner_products(n, 64),
        "PLANTED": lambda: planted(n),
        "DISTANCES": lambda: distances(n),
        "CONSTANT": lambda: np.ones((n, n)),
        "PRODUCTS": lambda: np.outer(i, i),
    }[kind]()


if __name__ == "__main__":
    print(f"# assignment_costs.py with SciPy {scipy.__version__}: kind, rows, seed, first cost, last cost, least, greatest total")
    for kind, n in CASES:
        cost = matrix(kind, n)
        totals = [math.fsum(cost[linear_sum_assignment(cost, maximize=most)]) for most in (False, True)]
        print(kind, n, SEED, *(repr(float(x)) for x in (cost[0, 0], cost[-1, -1], *totals)), sep=",", flush=True)
