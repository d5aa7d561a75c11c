"""A made-up document left under review, so that the page of imports has something to show."""

from datetime import date

from django.core.files.base import ContentFile

from fumao.apps.orgs.actor import actor_for
from fumao.apps.orgs.models import Area, Person
from fumao.apps.plans.actions.decide_proposal import Decision, decide_proposal
from fumao.apps.plans.actions.read_import import read_import
from fumao.apps.plans.actions.start_import import keep_import
from fumao.apps.plans.models import Import, Proposal

OFFICER = "xm.office"
NAME = "演示-会展与数字服务方案.txt"
TEXT = """厦门市会展与数字服务融合发展行动方案（演示）
（演示文件：内容为本项目虚构，不是真实政策，不代表任何单位）

厦演示〔2022〕1号

一、重点任务

任务分工表
序号\t工作任务\t牵头单位\t配合单位\t时限
1\t建立会展企业服务专员制度\t市会展局\t市商务局\t2022年9月底前完成
2\t推出线上展会公共平台\t市会展局\t市工信局、市商务局\t2022年三季度前启动
3\t编制数字服务出口企业名录\t市商务局\t市统计局\t2022年12月底前完成
4\t组织企业参加境外专业展\t市贸促会\t市商务局、市财政局\t持续实施
5\t开展会展人才岗位培训\t市人社局\t市会展局\t2023年6月底前完成
6\t设立展品通关绿色通道\t厦门海关\t市口岸办\t2022年10月底前启动

二、发展目标
到2023年，全市举办专业展会不少于220场，数字服务出口额达到65亿元。

分区目标表
单位：亿元
序号\t区域\t2021年\t2023年
1\t东部片区\t18\t26
2\t西部片区\t\t14
3\t北部片区\t11\t17
合计\t36\t60

三、扶持措施
对新引进的境外专业展，给予主办单位每场最高30万元补助。

厦门市演示办公室
2022年6月20日
"""


def leave_draft(today: date) -> Import | None:
    """Read the document for the programme office and confirm its first item; None without one."""
    person = Person.objects.filter(username=OFFICER, synthetic=True).first()
    if person is None:
        return None
    actor = actor_for(person, today)
    if actor.home is None:
        return None
    area = Area.objects.get(pk=actor.home.area_id)
    source = keep_import(actor, area, ContentFile(TEXT.encode(), name=NAME))
    read_import.call(source.pk)
    first = source.proposals.filter(kind=Proposal.Kind.TASK).order_by("position").first()
    if first is not None:
        decide_proposal(actor, first, Decision.CONFIRM)
    return source
