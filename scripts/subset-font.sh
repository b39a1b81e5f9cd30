#!/bin/sh
# Makes assets/fonts/shenping-sans.otf: the part of Noto Sans CJK SC that charts need.
#
#   scripts/subset-font.sh [NotoSansCJK-Regular.ttc]
#
# Needs python3 with fonttools. The same font file and fonttools version give the same bytes; both are recorded in
# assets/fonts/README.md.
set -eu
source=${1:-/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc}
here=$(cd "$(dirname "$0")/.." && pwd)
out=$here/assets/fonts/shenping-sans.otf
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

python3 - "$here" >"$work/characters.txt" <<'PY'
import pathlib, sys
wanted = {chr(c) for c in range(0x20, 0x7F)}                      # ASCII
wanted |= {chr(c) for c in range(0xA1, 0x100)}                    # Latin-1
wanted |= set("–—‘’“”…‰′″·•×÷±−≈≠≤≥→←↑↓▲▼■□●○★☆♥♡℃№")              # signs charts and comments use
wanted |= {chr(c) for c in range(0x3001, 0x3018)}                 # CJK punctuation
wanted |= {chr(c) for c in range(0xFF01, 0xFF5F)}                 # full-width forms
wanted |= {chr(c) for c in range(0x3041, 0x3097)}                 # hiragana
wanted |= {chr(c) for c in range(0x30A1, 0x30FF)}                 # katakana
wanted |= {chr(c) for c in range(0x391, 0x3CA)} - {chr(0x3A2)}    # Greek
for row in range(16, 88):                                         # GB 2312, levels 1 and 2
    for cell in range(1, 95):
        try:
            wanted.add(bytes([row + 0xA0, cell + 0xA0]).decode("gb2312"))
        except UnicodeDecodeError:
            pass
# Characters of net language, Cantonese and names that GB 2312 lacks.
wanted |= set("囧槑烎兲嘦嫑叒叕垚燚犇骉喆堃昇珺瑀玥璟煊祎镕旻嬲冇嘅咗啲嘢佢哋喺嚟唔咁嗰睇妳祂牠啰嘞喵噗呗啵嗐嚯㐂〇靓瞅")
# Whatever the bundled lexicons hold can become a keyword.
for path in sorted(pathlib.Path(sys.argv[1], "lexicons").glob("*.tsv")):
    wanted |= {c for c in path.read_text(encoding="utf-8") if 0x2E80 <= ord(c) < 0xA000}
print("".join(sorted(wanted)))
PY

SOURCE_DATE_EPOCH=0 pyftsubset "$source" --font-number=2 --text-file="$work/characters.txt" \
    --output-file="$out" --layout-features='' --no-hinting --desubroutinize --notdef-outline \
    --drop-tables+=GSUB,GPOS,GDEF,BASE,vhea,vmtx,VORG,DSIG --name-IDs='0,1,2,3,4,5,6,13,14' --no-name-legacy \
    --no-recalc-timestamp
ls -l "$out"
