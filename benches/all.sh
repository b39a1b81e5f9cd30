#!/usr/bin/env bash
# Measures everything and writes it to a folder: benches/all.sh [--short] [FOLDER]
# About ten minutes on two quiet cores, after a first build, three with --short, which stops at a million rows. Needs
# valgrind; uses TMPDIR for up to 3 GB, 300 MB with --short.
# SHENPING_BENCH_DATA=comments.csv measures on your own comments, next to the made-up ones.
set -euo pipefail
cd "$(dirname "$0")/.."
most=10000000
if [ "${1:-}" = --short ]; then
    most=1000000
    shift
fi
machine="$(nproc)x-$(sed -n 's/^model name.*: *//p' /proc/cpuinfo | head -1 | tr -cs 'A-Za-z0-9\n' '-' | tr 'A-Z' 'a-z' |
    sed 's/-*$//')"
folder="${1:-reports/bench/$(date +%F)-$machine}"
mkdir -p "$folder"
folder="$(cd "$folder" && pwd)"
data="${SHENPING_BENCH_DATA:-}"
unset SHENPING_BENCH_DATA SHENPING_BENCH_TEXTS

# One set of features for all: everything below the program is built once.
bench() { cargo bench --locked --bench "$@"; }

{
    echo "commit    $(git describe --always --dirty --exclude '*')"
    echo "compiler  $(rustc --version)"
    echo "jieba-rs  $(sed -n '/^name = "jieba-rs"/{n;s/version = //p}' Cargo.lock | tr -d '"')"
    echo "system    $(uname -srm)"
    echo "processor $(sed -n 's/^model name.*: *//p' /proc/cpuinfo | head -1), $(nproc) cores"
    echo "memory    $(sed -n 's/^MemTotal: *//p' /proc/meminfo)"
    echo "load      $(cut -d' ' -f1-3 /proc/loadavg) before"
} >"$folder/machine.txt"

bench ratios -- --json "$folder/ratios-made.json" >"$folder/ratios-made.txt"
if [ -n "$data" ]; then
    SHENPING_BENCH_DATA="$data" bench ratios -- --json "$folder/ratios-own.json" |
        sed 's|; [^;]*$|; comments that are not part of this repository|' >"$folder/ratios-own.txt"
    sed -i 's|"source": "[^"]*"|"source": "comments that are not part of this repository"|' "$folder/ratios-own.json"
fi
bench throughput >"$folder/throughput.txt" 2>&1
python3 benches/table.py "${CARGO_TARGET_DIR:-target}/criterion" "$folder/throughput.txt" >"$folder/throughput.md"
bench instructions >"$folder/instructions.txt"
bench collector >"$folder/collector.md"
bench growth -- --most "$most" --out "$folder/growth.md" >"$folder/growth.txt" 2>&1
echo "load      $(cut -d' ' -f1-3 /proc/loadavg) after" >>"$folder/machine.txt"
echo "written to $folder"
