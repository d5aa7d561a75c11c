"""Words the demo's enterprises are made of; each name bears （演示） and belongs to nobody."""

SYLLABLES = (
    ("云", "Yun"), ("桥", "Qiao"), ("远", "Yuan"), ("帆", "Fan"), ("青", "Qing"), ("石", "Shi"),
    ("海", "Hai"), ("岚", "Lan"), ("星", "Xing"), ("禾", "He"), ("松", "Song"), ("泉", "Quan"),
    ("启", "Qi"), ("明", "Ming"), ("晨", "Chen"), ("川", "Chuan"), ("知", "Zhi"), ("行", "Hang"),
    ("博", "Bo"), ("锐", "Rui"), ("联", "Lian"), ("拓", "Tuo"), ("智", "Zhi"), ("汇", "Hui"),
    ("诚", "Cheng"), ("润", "Run"), ("嘉", "Jia"), ("禹", "Yu"), ("鹭", "Lu"), ("榕", "Rong"),
)  # fmt: skip
# Field in the name, industry (GB/T 4754-2017), weight among a hundred.
FIELDS = (
    ("软件", "Software", "6513", 26),
    ("信息技术", "Information Technology", "6531", 18),
    ("数据服务", "Data Services", "6550", 12),
    ("集成电路设计", "Chip Design", "6520", 6),
    ("呼叫服务", "Call Centre", "6591", 6),
    ("财税咨询", "Accounting Advisory", "7241", 6),
    ("工业设计", "Industrial Design", "7491", 6),
    ("检测技术", "Testing", "7451", 5),
    ("动漫", "Animation", "6572", 5),
    ("医药研发", "Pharmaceutical Research", "7340", 5),
    ("供应链管理", "Supply Chain", "7243", 5),
)
KINDS = (("private", 62), ("foreign", 16), ("hmt", 12), ("state", 8), ("other", 2))
DUTIES = ("业务负责人", "财务负责人", "统计联络员")
PEOPLE = "甲乙丙丁戊己庚辛"
SOURCES = {
    "audit": "演示数据：年度审计报告",
    "payroll": "演示数据：社会保险缴费名册",
    "licence": "演示数据：营业执照",
    "file": "演示数据：申报材料",
    "survey": "演示数据：统计报表",
}
