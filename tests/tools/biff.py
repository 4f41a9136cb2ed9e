# SPDX-License-Identifier: GPL-3.0-or-later
"""Compound files and old Excel workbooks made by hand ([MS-CFB], [MS-XLS]), for make-tables and make-hostile."""
import struct
from datetime import date

FREE, END = 0xFFFFFFFF, 0xFFFFFFFE
EPOCH = date(1899, 12, 30)


def ole(streams, cutoff=4096):
    """A compound file with these streams in its topmost folder, each in sectors of 512 bytes (shorter ones are padded to leave the mini stream)."""
    sectors, fat, entries = [], [], []

    def chain(data):
        first = len(fat)
        n = max(1, -(-len(data) // 512))
        for i in range(n):
            sectors.append(data[i * 512:(i + 1) * 512].ljust(512, b"\0"))
            fat.append(first + i + 1 if i + 1 < n else END)
        return first

    def entry(name, kind, child, first, size, left=FREE, right=FREE):
        wide = (name + "\0").encode("utf-16-le")
        return wide.ljust(64, b"\0") + struct.pack("<HBBIII16xI16xIII", len(wide), kind, 1, left, right, child, 0, first, size, 0)

    names = list(streams)
    places = []
    for name in names:
        data = streams[name].ljust(cutoff, b"\0")
        places.append((chain(data), len(data)))
    entries.append(entry("Root Entry", 5, 1 if names else FREE, END, 0))
    for i, name in enumerate(names):
        entries.append(entry(name, 2, FREE, *places[i], right=i + 2 if i + 1 < len(names) else FREE))
    while len(entries) % 4:
        entries.append(bytes(128))
    directory = chain(b"".join(entries))
    # The table of sectors lists itself: its first 109 sectors in the header, further ones in sectors of 127 and a link.
    fat_n, more_n = 1, 0
    while fat_n * 128 < len(fat) + fat_n + more_n:
        fat_n += 1
        more_n = -(-max(0, fat_n - 109) // 127)
    at = len(fat)
    fat += [0xFFFFFFFD] * fat_n + [0xFFFFFFFC] * more_n
    table = struct.pack(f"<{len(fat)}I", *fat).ljust(fat_n * 512, b"\xff")
    places = [at + i for i in range(fat_n)]
    more = b""
    for i in range(more_n):
        part = places[109 + 127 * i:109 + 127 * (i + 1)]
        more += struct.pack("<128I", *(part + [FREE] * (127 - len(part))), at + fat_n + i + 1 if i + 1 < more_n else END)
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH6xIIIIIIIII", 0x3E, 3, 0xFFFE, 9, 6, 0, fat_n, directory, 0, 4096, END, 0, at + fat_n if more_n else END, more_n)
    return header + struct.pack("<109I", *(places + [FREE] * 109)[:109]) + b"".join(sectors) + table + more


def record(kind, body=b""):
    return struct.pack("<HH", kind, len(body)) + body


def begin(sheet, version=0x600):
    return record(0x809, struct.pack("<HHHH", version, 0x10 if sheet else 0x05, 0x0DBB, 1996) + (bytes(8) if version == 0x600 else b""))


def letters(text):
    try:
        return 0, text.encode("latin-1")
    except UnicodeEncodeError:
        return 1, text.encode("utf-16-le")


def units(text):
    return len(text.encode("utf-16-le")) // 2


def strings(texts):
    """The table of shared texts; every third in two runs; records are cut short so that texts go on in CONTINUE in the middle of a letter's run."""
    pieces, body, limit = [], struct.pack("<II", len(texts), len(texts)), 200

    def flush():
        nonlocal body
        pieces.append(body)
        body = b""

    for i, text in enumerate(texts):
        flags, data = letters(text)
        runs = b"\0\0\0\0" if i % 3 == 1 else b""
        head = struct.pack("<HB", units(text), flags | (8 if runs else 0)) + (struct.pack("<H", 1) if runs else b"")
        if len(body) + len(head) > limit:
            flush()
        body += head
        while data:
            room = (limit - len(body)) // 2 * 2
            if room <= 0:
                flush()
                body = bytes([flags])
                room = limit - 2
            body, data = body + data[:room], data[room:]
        if len(body) + len(runs) > limit:
            flush()
        body += runs
    flush()
    return record(0xFC, pieces[0]) + b"".join(record(0x3C, p) for p in pieces[1:])


def rk(number):
    for shift, value in ((0, number), (1, number * 100)):
        if abs(value - round(value)) < 1e-9 and abs(value) < 1 << 28:
            return (round(value) << 2 | 2 | shift) & 0xFFFFFFFF
    return None


class Writer:
    def __init__(self, version):
        self.version, self.texts, self.at = version, [], {}

    def text(self, value, size):
        if self.version == 0x600:
            flags, data = letters(value)
            return struct.pack("<HB" if size == 2 else "<BB", units(value), flags) + data
        data = value.translate(str.maketrans("\u2009", " ")).encode("cp1251", "replace")
        return struct.pack("<H" if size == 2 else "<B", len(data)) + data

    def shared(self, value):
        return self.at.setdefault(value, len(self.at))

    def cell(self, r, c, kind, value):
        head = lambda style: struct.pack("<HHH", r, c, style)
        if kind == "text" and (r + c) % 7 == 3:  # the stored result of a formula
            return record(0x06, head(0) + b"\0" * 6 + b"\xff\xff" + bytes(8)) + record(0x207, self.text(value, 2))
        if kind == "text" and self.version == 0x600:
            return record(0xFD, head(0) + struct.pack("<I", self.shared(value)))
        if kind == "text":
            return record(0x204, head(0) + self.text(value, 2))
        if kind == "bool":
            return record(0x205, head(0) + bytes([int(value), 0]))
        if kind == "error":
            return record(0x205, head(0) + bytes([{"#DIV/0!": 7, "#N/A": 42, "#VALUE!": 15}[value], 1]))
        number = (date.fromisoformat(value) - EPOCH).days if kind == "date" else float(value)
        style = {"number": 0, "percent": 1, "date": 2}[kind]
        packed = rk(number)
        if packed is None or (r + c) % 2:
            return record(0x203, head(style) + struct.pack("<d", number))
        return record(0xBD, struct.pack("<HHHIH", r, c, style, packed, c))

    def sheet(self, s):
        out = [begin(True, self.version)]
        for c in sorted(s.hidden_columns):
            out.append(record(0x7D, struct.pack("<HHHHHH", c - 1, c - 1, 2560, 0, 1, 0)))
        for r, row in enumerate(s.rows):
            out.append(record(0x208, struct.pack("<HHHHHHI", r, 0, len(row), 255, 0, 0, 0x120 if r + 1 in s.hidden_rows else 0x100)))
            for c, (kind, value) in enumerate(row):
                merged = s.merged(r + 1, c + 1)
                if kind is None or (merged and merged[:2] != (r + 1, c + 1)):
                    out.append(record(0x201, struct.pack("<HHH", r, c, 0)))
                else:
                    out.append(self.cell(r, c, kind, value))
        if s.merges and self.version == 0x600:
            out.append(record(0xE5, struct.pack("<H", len(s.merges)) + b"".join(struct.pack("<HHHH", a - 1, c - 1, b - 1, d - 1) for a, b, c, d in s.merges)))
        return b"".join(out) + record(0x0A)


def workbook(sheets, version=0x600):
    """The stream of a workbook: version 0x600 for Excel 97 to 2003, 0x500 for Excel 95 (code page 1251, no merged cells)."""
    w = Writer(version)
    bodies = [w.sheet(s) for s in sheets]
    front = begin(False, version) + record(0x42, struct.pack("<H", 1200 if version == 0x600 else 1251)) + record(0x22, b"\0\0")
    front += record(0x41E, struct.pack("<H", 164) + w.text("[$-419]dd\\.mm\\.yyyy;@", 2 if version == 0x600 else 1))
    for format_id in (0, 10, 164):
        front += record(0xE0, struct.pack("<HHH", 0, format_id, 0) + bytes(14 if version == 0x600 else 10))
    names = [w.text(s.title, 1) for s in sheets]
    behind = (strings(list(w.at)) if version == 0x600 else b"") + record(0x0A)
    at = len(front) + sum(4 + 6 + len(n) for n in names) + len(behind)
    for s, name, body in zip(sheets, names, bodies):
        front += record(0x85, struct.pack("<IBB", at, 1 if s.hidden else 0, 0) + name)
        at += len(body)
    return front + behind + b"".join(bodies)
