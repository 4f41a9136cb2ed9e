#!/usr/bin/env python3
# odt_kinds.py FOLDER: documents of one look and many kinds, as ODT: NAME.odt can be laid out with others, alone-NAME.odt cannot.
import base64, sys, zipfile
NS = " ".join(f'xmlns:{p}="urn:oasis:names:tc:opendocument:xmlns:{n}:1.0"' for p, n in (
    ("office", "office"), ("style", "style"), ("text", "text"), ("table", "table"), ("draw", "drawing"), ("fo", "xsl-fo-compatible"), ("svg", "svg-compatible")))
NS += ' xmlns:xlink="http://www.w3.org/1999/xlink"'
COMMON = ('<style:default-style style:family="paragraph"><style:text-properties style:font-name="Liberation Serif" fo:font-size="13pt" fo:language="ru" fo:country="RU"/></style:default-style>'
          '<style:style style:name="Standard" style:family="paragraph"/>'
          '<style:style style:name="Text" style:family="paragraph" style:parent-style-name="Standard"><style:paragraph-properties fo:text-align="justify" fo:text-indent="1.25cm"/></style:style>'
          '<style:style style:name="Heading" style:family="paragraph" style:parent-style-name="Standard" style:default-outline-level="1"><style:paragraph-properties fo:margin-top="1cm" fo:keep-with-next="always"/></style:style>')
FONTS = '<office:font-face-decls><style:font-face style:name="Liberation Serif" svg:font-family="Liberation Serif"/></office:font-face-decls>'
LAYOUTS = "".join(f'<style:page-layout style:name="{n}"><style:page-layout-properties fo:page-width="{w}cm" fo:page-height="{h}cm" style:print-orientation="{o}" fo:margin="2cm"/>'
                  '<style:header-style><style:header-footer-properties fo:min-height="1cm"/></style:header-style><style:footer-style><style:header-footer-properties fo:min-height="1cm"/></style:footer-style></style:page-layout>'
                  for n, w, h, o in (("A4", 21, 29.7, "portrait"), ("Wide", 29.7, 21, "landscape")))
PNG = base64.b64decode("iVBORw0KGgoAAAANSUhEUgAAAAIAAAACCAIAAAD91JpzAAAAFElEQVR4nGP4z8DAAMIM////ZwAAHu8E/KPItPcAAAAASUVORK5CYII=")
JPG = base64.b64decode("/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDABQODxIPDRQSEBIXFRQYHjIhHhwcHj0sLiQySUBMS0dARkVQWnNiUFVtVkVGZIhlbXd7gYKBTmCNl4x9lnN+gXz/2wBDARUXFx4aHjshITt8U0ZTfHx8fHx8fHx8fHx8fHx8fHx8fHx8fHx8fHx8fHx8fHx8fHx8fHx8fHx8fHx8fHx8fHz/wAARCAAwADADASIAAhEBAxEB/8QAGQABAQEBAQEAAAAAAAAAAAAAAgMBAAQF/8QAIhAAAQMEAgMBAQAAAAAAAAAAAQACERIhMUFRYQOBoSIy/8QAGgEAAgMBAQAAAAAAAAAAAAAAAgMBBAUABv/EAB0RAAICAgMBAAAAAAAAAAAAAAABAgMRIQQSE1H/2gAMAwEAAhEDEQA/APmlwkalAupPPtSJcRYSkIwRfhKUD0LuKCMrIkkCFIGCY+pg6Ryoyso6N30QBNkrIkFkEYlaCCb2KquDQ+NiZ5w8tPS17nEyPidIowgLSBtavnvRizbxkLXybjpMPgwApudS4YutqB2rNdeSPXKPY14e0wBPCg8wTqEfF5CHRV2u8xxzs8oXx0CrnFja8G4ydKbxnSk0dlIv/N9K/wCG9CHyE9EnSBcYXAyBe+1zyDsekWwZ1HaLz67FOazoof5xdbMtzcI1VDCx0tATorssEOz4f//Z")
STYLES = {
    "top": '<style:style style:name="P1" style:family="paragraph" style:parent-style-name="Text"><style:paragraph-properties fo:margin-top="2cm" fo:break-before="page"/></style:style>',
    "bold": '<style:style style:name="T1" style:family="text"><style:text-properties fo:font-weight="bold"/></style:style>',
    "slanted": '<style:style style:name="T1" style:family="text"><style:text-properties fo:font-style="italic"/></style:style>',
    "keep": '<style:style style:name="K" style:family="paragraph" style:parent-style-name="Text"><style:paragraph-properties fo:keep-with-next="always"/></style:style>',
    "wide": '<style:style style:name="W" style:family="paragraph" style:parent-style-name="Text" style:master-page-name="Wide"/>',
    "back": '<style:style style:name="B" style:family="paragraph" style:parent-style-name="Text" style:master-page-name="Standard"/>',
    "list": '<text:list-style style:name="L1"><text:list-level-style-number text:level="1" style:num-format="1" style:num-suffix="."/></text:list-style>',
    "table": '<style:style style:name="T" style:family="table"><style:table-properties style:width="17cm" table:align="left"/></style:style>'
             '<style:style style:name="C" style:family="table-cell"><style:table-cell-properties fo:border="0.5pt solid #000000"/></style:style>'
             '<style:style style:name="R" style:family="table-row"><style:table-row-properties fo:keep-together="always"/></style:style>'
             '<style:style style:name="S" style:family="table-row"><style:table-row-properties fo:keep-together="auto"/></style:style>',
}
def p(text="", style="Text"): return f'<text:p text:style-name="{style}">{text}</text:p>'
def number(): return '<text:page-number text:select-page="current">1</text:page-number>'
def table(rows, style="R"):
    cell = lambda t: f'<table:table-cell table:style-name="C">{p(t, "Standard")}</table:table-cell>'
    row = lambda a, b, s: f'<table:table-row table:style-name="{s}">{cell(a)}{cell(b)}</table:table-row>'
    return ('<table:table table:name="Table1" table:style-name="T"><table:table-column table:number-columns-repeated="2"/><table:table-header-rows>' + row("Показатель", "Сведения", "S")
            + "</table:table-header-rows>" + "".join(row(f"Строка {k}", "Текст ячейки, который занимает не одну строку. " * (k % 4), style) for k in range(rows)) + "</table:table>")
def master(header="", footer="", name="Standard", layout="A4", more=""):
    return (f'<style:master-page style:name="{name}" style:page-layout-name="{layout}"><style:header>{p(header, "Standard")}</style:header>{more}'
            f'<style:footer>{p(footer, "Standard")}</style:footer></style:master-page>')
PICTURE = p('<draw:frame draw:name="Герб" text:anchor-type="as-char" svg:width="3cm" svg:height="2cm"><draw:image xlink:href="Pictures/a.png"/><svg:title>Герб</svg:title></draw:frame>', "Standard")
LIST = lambda more, *items: f'<text:list text:style-name="L1"{more}>' + "".join(f"<text:list-item>{p(t)}</text:list-item>" for t in items) + "</text:list>"
LONG = "".join(p(f"{k}. Управление образования сообщает о результатах мониторинга качества дошкольного образования и просит учесть их в работе. " * 3) for k in range(40))
MASTERS = lambda own: master(number(), own) + master("", own + " " + number(), "Wide", "Wide")
KINDS = { # styles, body, master pages
    "plain": ((), p("Обычное письмо.") + p(), MASTERS("Исх. 1")),
    "same-pages": ((), p("Письмо с тем же колонтитулом.") + p("Конец."), MASTERS("Исх. 1")),
    "long": ((), LONG + p("Конец."), MASTERS("Исх. 2")),
    "picture": ((), PICTURE + p("С гербом.") + PICTURE + p("Конец."), master(number(), "Исх. 3") + master("", "", "Wide", "Wide")),
    "picture-again": ((), p("С тем же гербом.") + PICTURE + p("Конец."), master(PICTURE.split(">", 1)[1].rsplit("<", 1)[0] + "с гербом") + master("", "", "Wide", "Wide")),
    "photograph": ((), p("С фотографией.") + PICTURE.replace("a.png", "b.jpg") + p("Конец."), MASTERS("Исх. 20")),
    "photograph-again": ((), p("С фотографией и гербом.") + PICTURE.replace("a.png", "b.jpg") + PICTURE + p("Конец."), MASTERS("Исх. 21")),
    "table": (("table",), p("С таблицей.") + table(45) + p("Конец."), MASTERS("Исх. 4")),
    "begins-with-table": (("table",), table(3) + p("Конец.", "Standard"), MASTERS("Исх. 5")),
    "landscape": (("wide", "back"), LONG[:len(LONG) // 4].rsplit("<text:p", 1)[0] + p("Альбомная.", "W") + p("Снова книжная.", "B") + p("Конец."), MASTERS("Исх. 6")),
    "begins-landscape": (("wide",), p("Альбомная.", "W") + p("Конец."), MASTERS("Исх. 7")),
    "list": (("list",), p("Список.") + LIST("", "Один", "Два") + p("И далее.") + LIST(' text:continue-numbering="true"', "Три") + LIST("", "Снова один") + p("Конец."), MASTERS("Исх. 8")),
    "list-again": (("list",), LIST(' xml:id="list1"', "Один", "Два") + p("И далее.") + LIST(' text:continue-list="list1"', "Три") + p("Конец."), MASTERS("Исх. 9")),
    "bold": (("top", "bold"), p("Сверху <text:span text:style-name=\"T1\">отступ</text:span>.", "P1") + p("Конец."), MASTERS("Исх. 10")),
    "slanted": (("slanted", "keep"), p("<text:span text:style-name=\"T1\">Наклонно</text:span>.") + p("Держится следующего.", "K"), MASTERS("Исх. 11")),
    "heading": ((), '<text:h text:style-name="Heading" text:outline-level="1">Заголовок</text:h>' + LONG + '<text:h text:style-name="Heading" text:outline-level="1">Второй</text:h>' + p("Конец."), MASTERS("Исх. 12")),
    "first-page": ((), LONG + p("Конец."), master(number(), "Исх. 13", more=f'<style:header-first>{p("Бланк", "Standard")}</style:header-first>')),
    "alone-note": ((), p('Со сноской<text:note text:note-class="footnote"><text:note-citation>1</text:note-citation><text:note-body>' + p("Сноска.", "Standard") + "</text:note-body></text:note>.") + p("Конец."), MASTERS("Исх. 14")),
    "alone-pages": ((), LONG + p("Всего страниц: <text:page-count>1</text:page-count>."), MASTERS("Исх. 15")),
    "alone-rows": (("table",), p("Строки делятся.") + table(40, "S") + p("Конец."), MASTERS("Исх. 16")),
    "alone-bookmark": ((), p('<text:bookmark text:name="место"/>См. с. <text:bookmark-ref text:reference-format="page" text:ref-name="место">1</text:bookmark-ref>') + p("Конец."), MASTERS("Исх. 17")),
    "alone-changes": ((), '<text:tracked-changes text:track-changes="false"/>' + p("Правки.") + p("Конец."), MASTERS("Исх. 18")),
    "alone-frame": ((), p('<draw:frame text:anchor-type="paragraph" svg:x="9cm" svg:width="3cm" svg:height="2cm"><draw:image xlink:href="Pictures/a.png"/></draw:frame>Рядом.') + p("Конец."), MASTERS("Исх. 19")),
}
for name, (styles, body, masters) in KINDS.items():
    with zipfile.ZipFile(f"{sys.argv[1]}/{name}.odt", "w") as z:
        z.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        z.writestr("content.xml", f'<?xml version="1.0" encoding="UTF-8"?>\n<office:document-content {NS} office:version="1.3">{FONTS}<office:automatic-styles>{"".join(STYLES[s] for s in styles)}'
                                  f'</office:automatic-styles><office:body><office:text>{body}</office:text></office:body></office:document-content>')
        z.writestr("styles.xml", f'<?xml version="1.0" encoding="UTF-8"?>\n<office:document-styles {NS} office:version="1.3">{FONTS}<office:styles>{COMMON}</office:styles>'
                                 f'<office:automatic-styles>{LAYOUTS}</office:automatic-styles><office:master-styles>{masters}</office:master-styles></office:document-styles>')
        pictures = [n for n in ("Pictures/a.png", "Pictures/b.jpg") if n in body]
        for picture in pictures: z.writestr(picture, PNG if picture.endswith("png") else JPG)
        z.writestr("META-INF/manifest.xml", '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" manifest:version="1.3"><manifest:file-entry manifest:full-path="/" manifest:version="1.3" manifest:media-type="application/vnd.oasis.opendocument.text"/>'
                   + "".join(f'<manifest:file-entry manifest:full-path="{n}" manifest:media-type="{t}"/>' for n, t in [("content.xml", "text/xml"), ("styles.xml", "text/xml")] + [(n, "image/png" if n.endswith("png") else "image/jpeg") for n in pictures]) + "</manifest:manifest>")
