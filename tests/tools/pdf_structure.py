#!/usr/bin/env python3
"""pdf_structure.py FILE…: walks the structure tree of a PDF as ISO 32000-1, 14.7 has it: every element's parent, page and role, every marked
content of every page claimed once and known to the parent tree, every outline item and link on a page of the document."""
import json
import re
import subprocess
import sys
import zlib


class Pdf:
    def __init__(self, path):
        out = subprocess.run(["qpdf", "--json", "--json-stream-data=inline", "--decode-level=generalized", path], capture_output=True, check=True).stdout
        self.objects = json.loads(out)["qpdf"][1]
        self.root = self.get(self.objects["trailer"]["value"]["/Root"])

    def get(self, v):
        while isinstance(v, str) and re.fullmatch(r"\d+ \d+ R", v):
            o = self.objects.get("obj:" + v)
            if o is None:
                return None
            v = o.get("value", o.get("stream"))
        return v

    def stream(self, v):
        import base64
        return base64.b64decode(self.get(v)["data"])


def pages_of(pdf, ref):
    node = pdf.get(ref)
    if node["/Type"] == "/Page":
        return [ref]
    return [p for kid in node["/Kids"] for p in pages_of(pdf, kid)]


def check(path):
    pdf = Pdf(path)
    pages = pages_of(pdf, pdf.root["/Pages"])
    assert all("obj:" + p in pdf.objects for p in pages)
    every_page = [k for k, o in pdf.objects.items() if isinstance(o.get("value"), dict) and o["value"].get("/Type") == "/Page"]
    assert len(every_page) == len(pages), "a page of another document"
    contents = {p: set(map(int, re.findall(rb"/MCID (\d+)", pdf.stream(pdf.get(p)["/Contents"])))) for p in pages}
    tree_ref = pdf.root["/StructTreeRoot"]
    tree = pdf.get(tree_ref)
    nums = pdf.get(tree["/ParentTree"])["/Nums"]
    parents = {nums[i]: pdf.get(nums[i + 1]) for i in range(0, len(nums), 2)}
    by_number = {nums[i]: nums[i + 1] for i in range(0, len(nums), 2)}
    assert sorted(parents) == list(range(len(parents))), "numbers of the parent tree"
    claimed = {p: set() for p in pages}
    roles, links = set(), []

    def walk(ref, parent):
        element = pdf.get(ref)
        assert element["/P"] == parent, "parent"
        assert element["/Pg"] in contents, "page of an element"
        roles.add(element["/S"])
        kids = pdf.get(element.get("/K", []))
        for kid in kids if isinstance(kids, list) else [kids]:
            page, mcid = element["/Pg"], kid
            value = pdf.get(kid)
            if isinstance(value, dict):
                if value.get("/Type") == "/OBJR":
                    annotation = pdf.get(value["/Obj"])
                    assert by_number[annotation["/StructParent"]] == ref, "a link's parent"
                    links.append(value["/Obj"])
                    continue
                if value.get("/Type") != "/MCR":
                    walk(kid, ref)
                    continue
                page, mcid = value.get("/Pg", page), value["/MCID"]
            assert mcid in contents[page] and mcid not in claimed[page], "marked content"
            claimed[page].add(mcid)
            assert parents[pdf.get(page)["/StructParents"]][mcid] == ref, "parent tree"

    top = pdf.get(tree["/K"])
    assert len(top) == 1
    walk(top[0], tree_ref)
    assert claimed == contents, "marked content nobody claims"
    assert roles <= set(tree["/RoleMap"]) | {"/Document"}, "roles"
    assert set(tree["/RoleMap"]) <= roles | {"/Document"}, "roles of other documents"
    for p in pages:
        for annotation in pdf.get(pdf.get(p).get("/Annots", [])):
            assert annotation in links, "a link without structure"
            dest = pdf.get(annotation).get("/Dest")
            assert dest is None or dest[0] in pages, "a link out of the document"
    assert pdf.get(pdf.root["/OpenAction"])[0] == pages[0]

    def outline(ref, parent):
        n, before = 0, None
        while ref:
            item = pdf.get(ref)
            assert item["/Parent"] == parent and item.get("/Prev") == before and pdf.get(item["/Dest"])[0] in pages, "outline"
            below = outline(item.get("/First"), ref)
            assert item["/Count"] == below, "count"
            n += 1 + below
            last, before, ref = ref, ref, item.get("/Next")
        assert not n or pdf.get(parent)["/Last"] == before
        return n

    if "/Outlines" in pdf.root:
        ref = pdf.root["/Outlines"]
        assert pdf.get(ref)["/Count"] == outline(pdf.get(ref)["/First"], ref) > 0
    fonts = {f for p in pages for f in pdf.get(pdf.get(pdf.get(p)["/Resources"]).get("/Font", {})).values()}
    text = b"".join(pdf.stream(pdf.get(p)["/Contents"]) for p in pages)
    assert len(fonts) == len(set(re.findall(rb"/F\d+ ", text))), "fonts of other documents"


for name in sys.argv[1:]:
    check(name)
