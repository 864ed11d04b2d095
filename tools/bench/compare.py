"""weightflow and batched PyTorch loops side by side: the same networks, data, batches and steps, in one run.

    python tools/bench/compare.py --data DIR --architecture small-cnn --members 16 --steps 100

Runs `tools/weightflow bench collect` and, with several group sizes, `tools/bench/collect.py`, in turn, as often as --rounds says,
and prints the fastest of each and their ratio. Needs torch and numpy for this Python.
"""
import argparse
import json
import os
import re
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))


def weightflow(given):
    text = subprocess.run(
        [os.path.join(HERE, "..", "weightflow"), "bench", "collect", "--data-dir", given.data, "--architecture",
         given.architecture, "--members", str(given.members), "--epochs", "1", "--steps", str(given.steps),
         "--threads", str(given.threads)],
        check=True, capture_output=True, text=True).stdout
    return float(re.search(r"a member's step +([0-9.]+)", text).group(1))


def torch(given, side):
    text = subprocess.run(
        [sys.executable, os.path.join(HERE, "collect.py"), "--data", given.data, "--architecture", given.architecture,
         "--members", str(given.members), "--epochs", "1", "--steps", str(given.steps), "--side", str(side),
         "--threads", str(given.threads)],
        check=True, capture_output=True, text=True).stdout
    return json.loads(text)["memberStepMicros"]


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--data", required=True)
    arguments.add_argument("--architecture", default="mlp-784-32-32-10")
    arguments.add_argument("--members", type=int, default=16)
    arguments.add_argument("--steps", type=int, default=100)
    arguments.add_argument("--sides", type=int, nargs="+", default=[0, 4, 1], help="members in one program; 0 for all")
    arguments.add_argument("--threads", type=int, default=len(os.sched_getaffinity(0)))
    arguments.add_argument("--rounds", type=int, default=2)
    given = arguments.parse_args()
    best = {}
    for _ in range(given.rounds):
        for name, run in [("weightflow", lambda: weightflow(given))] + [
                (f"torch, {side or given.members} side by side", lambda side=side: torch(given, side))
                for side in given.sides]:
            micros = run()
            print(f"{name}: {micros:.1f} us", file=sys.stderr)
            best[name] = min(micros, best.get(name, micros))
    print(f"{given.architecture}, {given.members} members, {given.steps} steps, {given.threads} threads: us of wall time a member's step, "
          f"fastest of {given.rounds}")
    for name, micros in best.items():
        print(f"  {name:32} {micros:10.1f}")
    fastest = min(micros for name, micros in best.items() if name != "weightflow")
    print(f"  weightflow / fastest torch       {best['weightflow'] / fastest:10.2f}")


if __name__ == "__main__":
    main()
