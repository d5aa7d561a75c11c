"""What a document says of itself, in the shapes in which notices and measures print it."""

import re

import pytest

from fumao.reading import read_text

BODY = (
    "一、总体要求\n坚持以开放促发展，完善各项支持政策，形成工作合力。\n二、重点任务\n"
    "（一）健全机制。定期研究服务贸易发展中的重大问题，做好统计监测、宣传引导和督促检查等各项工作，"
    "推动形成部门协同、上下联动的格局，确保取得实效。（市商务局负责）\n"
    "（二）放宽准入。先行先试。（市财政局负责）\n"
)
NOTICE = "青岚市人民政府办公室关于印发青岚市促进服务业开放若干措施的通知"


@pytest.mark.parametrize(
    ("head", "tail", "expected"),
    [
        (  # a title on three lines, the signature under the notice
            "青岚市人民政府办公室\n关于印发青岚市促进服务业开放\n若干措施的通知\n青政办发〔2026〕12号\n各区政府：\n"
            "现将措施印发给你们。\n青岚市人民政府办公室\n2026年3月4日\n青岚市促进服务业开放若干措施\n",
            "",
            (NOTICE, "青政办发〔2026〕12号", "青岚市人民政府办公室", "2026-03-04"),
        ),
        (  # two lines, the place name at the end of the first
            "青政办发〔2026〕12号\n\n青岚市人民政府办公室关于印发青岚市\n促进服务业开放若干措施的通知\n\n各区政府：\n",
            "青岚市人民政府办公室\n2026年3月4日\n",
            (NOTICE, "青政办发〔2026〕12号", "青岚市人民政府办公室", "2026-03-04"),
        ),
        (  # two issuers parted by a space
            "青岚市商务局 青岚市财政局\n"
            "关于印发《青岚市服务贸易资金管理办法》的通知\n青商〔2026〕3号\n",
            "",
            ("青岚市商务局青岚市财政局关于印发《青岚市服务贸易资金管理办法》的通知",
             "青商〔2026〕3号", "青岚市商务局 青岚市财政局", None),
        ),
        (  # the date in brackets under the title
            "青岚市商务局关于推进会展业发展的意见\n（2026年1月10日）\n青商〔2026〕3号\n",
            "",
            ("青岚市商务局关于推进会展业发展的意见", "青商〔2026〕3号",
             "青岚市商务局", "2026-01-10"),
        ),
        (  # a decree
            "青岚市会展业促进办法\n（2026年5月6日青岚市人民政府令第70号公布）\n",
            "",
            ("青岚市会展业促进办法", "青岚市人民政府令第70号", "青岚市人民政府", "2026-05-06"),
        ),
        (  # a month without a day dates nothing, but names who signed
            "关于促进服务贸易发展的若干措施\n（征求意见稿）\n",
            "青岚市商务局\n2026年6月\n",
            ("关于促进服务贸易发展的若干措施（征求意见稿）", None, "青岚市商务局", None),
        ),
        (  # a place before 关于 is no issuer
            "青岚市关于促进服务贸易发展的实施方案\n", "",
            ("青岚市关于促进服务贸易发展的实施方案", None, "", None),
        ),
        (  # a file code above the title
            "QLBG-2026-0001\n青岚市商务局关于服务外包的意见\n青商〔2026〕8号\n",
            "青岚市商务局\n二〇二六年二月三日\n",
            ("青岚市商务局关于服务外包的意见", "青商〔2026〕8号", "青岚市商务局", "2026-02-03"),
        ),
    ],
)  # fmt: skip
def test_what_a_document_says_of_itself(
    head: str, tail: str, expected: tuple[str | None, str | None, str, str | None]
) -> None:
    meta = read_text("文.txt", head + BODY + tail).meta
    title = re.sub(r"\s", "", meta.title or "")
    date = meta.date.isoformat() if meta.date else None
    assert (title, meta.number, " ".join(meta.issuer), date) == expected
