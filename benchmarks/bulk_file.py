"""A seeded XLSX of contracts, written straight as XML: a library would take a minute."""

import random
import zipfile
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from xml.sax.saxutils import escape

HEADS = (
    "统一社会信用代码", "合同号", "合同名称", "合同类别", "合同文本类型", "所属框架合同号",
    "发包方名称", "发包方国别（地区）", "发包方性质", "是否关联企业", "最终客户国别（地区）",
    "离岸或在岸", "业务类别", "服务领域（发包方行业）", "币种", "协议金额（合同币种）",
    "协议金额（折美元）", "签约日期", "生效日期", "到期日期", "情况说明",
)  # fmt: skip
COLUMNS = 31  # the form has 19, with code and explanation 21; ten remarks make up the rest
_EPOCH = date(1899, 12, 30)
_CLASSES = ("WB.ITO.01", "WB.ITO.02", "WB.BPO.01", "WB.KPO.01")
_NAMES = ("甲", "乙", "丙", "丁", "戊", "己", "庚", "辛")


def code(number: int) -> str:
    """Return a made-up credit code."""
    return f"91350200MA{number:08}"


def rows(count: int, firms: int, seed: int) -> Iterator[list[object]]:
    """Yield the cells of contracts: texts, numbers and days; 3 in 1,000 are wrong."""
    chance = random.Random(seed)
    for number in range(count):
        offshore = chance.random() < 0.7
        country = chance.choice(["US", "JP", "HK", "DE", "GB"]) if offshore else "CN"
        cents = chance.randrange(100_000, 500_000_000)
        signed = date(2016, 9, 1) + timedelta(days=chance.randrange(28))
        wrong = chance.random()
        yield [
            code(number % firms), f"HT-2016-{number:06}",
            f"{chance.choice(_NAMES)}项目软件开发与运行维护服务 {chance.randrange(10**6):06}",
            "服务外包", "合同", "",
            f"Client {chance.randrange(20_000):05} Holdings Ltd.", country, "企业",
            "是" if chance.random() < 0.05 else "否", country,
            ("离岸" if offshore else "在岸") if wrong > 0.001 else ("在岸" if offshore else "离岸"),
            chance.choice(_CLASSES), "", "美元", cents / 100,
            "无" if 0.001 < wrong < 0.002 else cents / 100, signed, signed,
            signed + timedelta(days=365) if wrong < 0.999 else signed - timedelta(days=9), "",
            *(f"备注{chance.randrange(1000):03}" for _ in range(COLUMNS - len(HEADS))),
        ]  # fmt: skip


def write(path: Path, count: int, firms: int, seed: int = 20161130) -> None:
    """Write the file as a spreadsheet program does: shared strings, days as styled numbers."""
    shared: dict[str, int] = {}
    heads = [*HEADS, *["备注"] * (COLUMNS - len(HEADS))]
    letters = [chr(65 + n) if n < 26 else f"A{chr(39 + n)}" for n in range(COLUMNS)]

    def cell(place: str, value: object) -> str:
        if isinstance(value, date):
            return f'<c r="{place}" s="1"><v>{(value - _EPOCH).days}</v></c>'
        if isinstance(value, float):
            return f'<c r="{place}"><v>{value!r}</v></c>'
        if value == "":
            return ""
        return f'<c r="{place}" t="s"><v>{shared.setdefault(str(value), len(shared))}</v></c>'

    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as book:
        for name, text in _PARTS.items():
            book.writestr(name, text)
        with book.open("xl/worksheets/sheet1.xml", "w") as sheet:
            sheet.write(f"{_XML}<worksheet {_MAIN}><sheetData>".encode())
            for line, cells in enumerate([heads, *rows(count, firms, seed)], 1):
                told = "".join(
                    cell(f"{letter}{line}", value)
                    for letter, value in zip(letters, cells, strict=True)
                )
                sheet.write(f'<row r="{line}">{told}</row>'.encode())
            sheet.write(b"</sheetData></worksheet>")
        with book.open("xl/sharedStrings.xml", "w") as strings:
            strings.write(f"{_XML}<sst {_MAIN}>".encode())
            for text in shared:
                strings.write(f"<si><t>{escape(text)}</t></si>".encode())
            strings.write(b"</sst>")


_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_OPEN = "http://schemas.openxmlformats.org"
_MAIN = f'xmlns="{_OPEN}/spreadsheetml/2006/main"'
_TYPE = f"{_OPEN}/officeDocument/2006/relationships"
_SHEETS = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_PARTS = {
    "[Content_Types].xml": (
        f'{_XML}<Types xmlns="{_OPEN}/package/2006/content-types">'
        '<Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_SHEETS}.sheet.main+xml"/>'
        f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_SHEETS}.worksheet+xml"/>'
        f'<Override PartName="/xl/styles.xml" ContentType="{_SHEETS}.styles+xml"/>'
        f'<Override PartName="/xl/sharedStrings.xml" ContentType="{_SHEETS}.sharedStrings+xml"/>'
        "</Types>"
    ),
    "_rels/.rels": (
        f'{_XML}<Relationships xmlns="{_OPEN}/package/2006/relationships"><Relationship Id="r1" '
        f'Type="{_TYPE}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
    ),
    "xl/_rels/workbook.xml.rels": (
        f'{_XML}<Relationships xmlns="{_OPEN}/package/2006/relationships">'
        f'<Relationship Id="r1" Type="{_TYPE}/worksheet" Target="worksheets/sheet1.xml"/>'
        f'<Relationship Id="r2" Type="{_TYPE}/styles" Target="styles.xml"/>'
        f'<Relationship Id="r3" Type="{_TYPE}/sharedStrings" Target="sharedStrings.xml"/>'
        "</Relationships>"
    ),
    "xl/workbook.xml": (
        f'{_XML}<workbook {_MAIN} xmlns:r="{_TYPE}"><sheets>'
        '<sheet name="Sheet1" sheetId="1" r:id="r1"/></sheets></workbook>'
    ),
    "xl/styles.xml": (
        f'{_XML}<styleSheet {_MAIN}><fonts count="1"><font/></fonts>'
        '<fills count="1"><fill><patternFill patternType="none"/></fill></fills>'
        '<borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs>'
        '<cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="14" applyNumberFormat="1"/></cellXfs>'
        "</styleSheet>"
    ),
}  # fmt: skip
