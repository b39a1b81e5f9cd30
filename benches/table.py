#!/usr/bin/env python3
"""The results of the bench `throughput` as a table: benches/table.py target/criterion OUTPUT

OUTPUT is what the bench printed; it tells how many bytes went through.
"""

import json
import re
import sys
from pathlib import Path


def main():
    rows = {}
    said = Path(sys.argv[2]).read_text()
    bytes_of = {name: int(count) for name, count in re.findall(r"^(.+): \d+ elements, (\d+) bytes$", said, re.M)}
    for path in sorted(Path(sys.argv[1]).rglob("new/benchmark.json")):
        about = json.loads(path.read_text())
        median = json.loads(path.with_name("estimates.json").read_text())["median"]
        rows.setdefault(about["group_id"], []).append((about, median))
    print("| what | | time | ± | elements/s | MB/s | x the first |\n|---|---|--:|--:|--:|--:|--:|")
    for group, benches in rows.items():
        benches.sort(key=lambda bench: bench[0]["function_id"].startswith("beside"))
        first = benches[0][1]["point_estimate"]
        for about, median in benches:
            nanos = median["point_estimate"]
            spread = median["confidence_interval"]
            spread = (spread["upper_bound"] - spread["lower_bound"]) / 2 / nanos
            elements = about["throughput"]["Elements"] / nanos * 1e9
            megabytes = bytes_of[group] / nanos * 1e3
            print(
                f"| {group} | {about['function_id']} | {nanos / 1e6:.3f} ms | {spread:.0%} "
                f"| {elements:,.0f} | {megabytes:,.1f} | {first / nanos:.2f} |"
            )


if __name__ == "__main__":
    main()
