"""Solves linear assignments with SciPy: reads lines "rows repeats file", answers "median-seconds total"; see SciPyAssignment.java."""
import math
import sys
import time

import numpy as np
from scipy.optimize import linear_sum_assignment

linear_sum_assignment(np.ones((2, 2)))
for line in sys.stdin:
    rows, repeats, path = line.rstrip("\n").split(" ", 2)
    cost = np.fromfile(path, "<f8").reshape(int(rows), int(rows))
    seconds = []
    for _ in range(int(repeats)):
        start = time.perf_counter()
        best = linear_sum_assignment(cost)
        seconds.append(time.perf_counter() - start)
    print(sorted(seconds)[int(repeats) // 2], repr(math.fsum(cost[best])), flush=True)
