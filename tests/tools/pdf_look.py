#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""pdf_look.py ONE OTHER: whether two PDFs look the same: as many pages, each pixel for pixel at 60 dots an inch; or, where the office breaks a
line of text into pieces in one of them and so rounds its places otherwise, every word in its place within three quarters of a point
and next to no pixel (one in a thousand) lighter or darker by half. Uses poppler."""
import glob, os, re, subprocess, sys, tempfile

def pages(pdf, folder):
    subprocess.run(["pdftoppm", "-r", "60", pdf, folder + "/p"], check=True)
    return [open(name, "rb").read() for name in sorted(glob.glob(folder + "/p-*"))]

def words(pdf):
    text = subprocess.run(["pdftotext", "-bbox", pdf, "-"], check=True, capture_output=True, text=True).stdout
    return [[(w, tuple(map(float, box.split()))) for *_, box, w in
             ((None, " ".join(m[:4]), m[4]) for m in re.findall(r'xMin="([\d.-]+)" yMin="([\d.-]+)" xMax="([\d.-]+)" yMax="([\d.-]+)">([^<]*)<', page))]
            for page in text.split("<page ")[1:]]

def near(one, other):
    return [w for w, _ in one] == [w for w, _ in other] and all(abs(a - b) <= 0.75 for (_, x), (_, y) in zip(one, other) for a, b in zip(x, y))

def main(one, other):
    with tempfile.TemporaryDirectory() as a, tempfile.TemporaryDirectory() as b:
        left, right = pages(one, a), pages(other, b)
    if len(left) != len(right):
        return f"{len(left)} and {len(right)} pages"
    if left == right:
        return None
    for n, (x, y, p, q) in enumerate(zip(left, right, words(one), words(other)), 1):
        if not near(p, q):
            return f"page {n}: a word stands elsewhere: {next(((i, j) for i, j in zip(p, q) if not near([i], [j])), (len(p), len(q)))}"
        if len(x) != len(y) or sum(abs(i - j) > 128 for i, j in zip(x, y)) * 1000 > len(x):
            return f"page {n}: another picture"
    return None

why = main(*sys.argv[1:])
if why:
    sys.exit(why)
