"""What can be done, in the words of those who are told that they may not."""

from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Action(StrEnum):
    """Everything a person can do that is not plain reading."""

    IMPORT_DOCUMENT = "import_document"
    DECIDE_PROPOSAL = "decide_proposal"
    PUBLISH_PLAN = "publish_plan"
    ASSIGN_TASK = "assign_task"
    SIGN_TASK = "sign_task"
    REPORT_PROGRESS = "report_progress"
    REVIEW_PROGRESS = "review_progress"
    ASK_EXTENSION = "ask_extension"
    DECIDE_EXTENSION = "decide_extension"
    ASK_HELP = "ask_help"
    ANSWER_HELP = "answer_help"
    COMMENT = "comment"
    ACCEPT_CLOSE_OUT = "accept_close_out"
    RECORD_ACTUAL = "record_actual"
    MANAGE_ORG = "manage_org"
    DELEGATE = "delegate"
    READ_AUDIT = "read_audit"
    MANAGE_ENTERPRISE = "manage_enterprise"
    RECORD_FACT = "record_fact"
    REVEAL_CONTACT = "reveal_contact"
    SCREEN = "screen"
    READ_SCREENING = "read_screening"
    SIMULATE = "simulate"
    MANAGE_FUND = "manage_fund"
    SUBMIT_CLAIM = "submit_claim"
    ASSESS_CLAIM = "assess_claim"
    APPROVE_CLAIM = "approve_claim"
    REFUSE_CLAIM = "refuse_claim"
    PAY_CLAIM = "pay_claim"
    CLAW_BACK = "claw_back"
    REVIEW_FUND = "review_fund"
    APPLY = "apply"
    MANAGE_CASE = "manage_case"
    EXTEND_CASE = "extend_case"
    BEGIN_LATER_CASE = "begin_later_case"
    RECORD_FEE = "record_fee"
    WAIVE_FEE = "waive_fee"
    MARK_USE = "mark_use"
    DESIGN_PROCEDURE = "design_procedure"
    RUN_SURVEY = "run_survey"
    FILE_REPORT = "file_report"
    KEEP_KEY_ENTERPRISE = "keep_key_enterprise"
    RECORD_VISIT = "record_visit"
    RAISE_TICKET = "raise_ticket"
    ANSWER_TICKET = "answer_ticket"
    CLOSE_TICKET = "close_ticket"
    PREPARE_RELEASE = "prepare_release"
    READ_RELEASE = "read_release"
    APPROVE_RELEASE = "approve_release"
    WITHDRAW_RELEASE = "withdraw_release"
    KEEP_VIEW = "keep_view"
    GIVE_GRANT = "give_grant"
    EXCHANGE_DATA = "exchange_data"
    TAKE_DATA = "take_data"
    DECIDE_PAIR = "decide_pair"


REFUSALS: dict[Action, Promise] = {
    Action.APPLY: _("不能代为申请：由申请企业的报送员办理。"),
    Action.MANAGE_CASE: _("不能处理本件：由主办单位的承办联络员、核查员或负责人办理。"),
    Action.EXTEND_CASE: _("不能延长期限：由主办单位负责人批准。"),
    Action.BEGIN_LATER_CASE: _("不能发起：由主办单位的承办联络员、核查员或负责人办理。"),
    Action.RECORD_FEE: _("不能登记收费、退费：由主办单位的承办联络员办理。"),
    Action.WAIVE_FEE: _("不能减免收费：由主办单位负责人批准，且须由提交人以外的人办理。"),
    Action.MARK_USE: _("不能标记使用：由银行、税务等单位的核验员办理。"),
    Action.DESIGN_PROCEDURE: _("不能设计办事事项：由统筹办公室办理。"),
    Action.RUN_SURVEY: _("不能开放报告期、催报：由本地区统筹办公室办理。"),
    Action.FILE_REPORT: _("不能报送：由填报单位的报送员办理。"),
    Action.KEEP_KEY_ENTERPRISE: _("不能确定重点企业和联系人：由本地区统筹办公室办理。"),
    Action.RECORD_VISIT: _("不能登记走访：由本地区统筹办公室、核查员或联系单位的承办联络员办理。"),
    Action.RAISE_TICKET: _(
        "不能提出问题：由该企业的联络员，本地区统筹办公室、核查员或联系单位的承办联络员办理。"
    ),
    Action.ANSWER_TICKET: _("不能答复问题：由本地区统筹办公室、核查员或承办单位的承办联络员办理。"),
    Action.CLOSE_TICKET: _("不能办结问题：由该企业的联络员或本地区统筹办公室办理。"),
    Action.GIVE_GRANT: _("不能授权或撤销授权：由数据提供单位的统筹办公室、负责人或联络员办理。"),
    Action.EXCHANGE_DATA: _("不能办理数据交换：由授权中的提供单位或接收单位办理。"),
    Action.TAKE_DATA: _("不能取走数据：由授权中的接收单位办理。"),
    Action.DECIDE_PAIR: _("不能判定是否同一家企业：由本地区统筹办公室或核查员办理。"),
    Action.IMPORT_DOCUMENT: _("不能导入文件：由本地区统筹办公室办理。"),
    Action.DECIDE_PROPOSAL: _("不能核对导入内容：由本地区统筹办公室办理。"),
    Action.PUBLISH_PLAN: _("不能发布计划：由本地区统筹办公室或领导小组办理。"),
    Action.ASSIGN_TASK: _("不能分派任务：由本地区统筹办公室办理。"),
    Action.SIGN_TASK: _("不能签收：由该任务牵头或配合单位的承办联络员办理。"),
    Action.REPORT_PROGRESS: _("不能填报进展：由该任务牵头或配合单位的承办联络员办理。"),
    Action.REVIEW_PROGRESS: _(
        "不能核查这条进展：由本地区核查员或领导小组办理，且不得核查本单位或本人填报的内容。"
    ),
    Action.ASK_EXTENSION: _("不能申请延期：由该任务牵头单位的承办联络员办理。"),
    Action.DECIDE_EXTENSION: _(
        "不能审批延期：由本地区统筹办公室或领导小组办理，且不得审批本单位或本人提出的申请。"
    ),
    Action.ASK_HELP: _("不能请求协助：由该任务牵头或配合单位的承办联络员、或统筹办公室办理。"),
    Action.ANSWER_HELP: _("不能答复：由被请求单位的承办联络员办理。"),
    Action.COMMENT: _("不能留言：由该任务的承办单位、统筹办公室、核查员或领导小组办理。"),
    Action.ACCEPT_CLOSE_OUT: _(
        "不能同意销号：由本地区统筹办公室或领导小组办理，且须由申请人以外的人办理。"
    ),
    Action.RECORD_ACTUAL: _("不能登记实际值：由本地区统筹办公室办理。"),
    Action.MANAGE_ORG: _("不能管理人员与机构：由本地区系统管理员办理，且不得更改本人的岗位。"),
    Action.DELEGATE: _("不能委托代办：由承办、核查或领导岗位的本人办理，受托的岗位不得再委托。"),
    Action.MANAGE_ENTERPRISE: _(
        "不能办理企业登记事项：由本地区统筹办公室、核查员，或该园区管理单位办理。"
    ),
    Action.RECORD_FACT: _(
        "不能登记企业情况：由本地区统筹办公室、核查员、园区管理单位，或该企业的联络员办理。"
    ),
    Action.REVEAL_CONTACT: _(
        "不能查看联系方式：由本地区统筹办公室、核查员、园区管理单位，或该企业的联络员查看。"
    ),
    Action.SCREEN: _("不能筛查企业：由本地区统筹办公室办理。"),
    Action.READ_SCREENING: _("不能查看筛查与模拟：由本地区统筹办公室或领导小组查看。"),
    Action.SIMULATE: _("不能模拟政策：由本地区统筹办公室办理。"),
    Action.MANAGE_FUND: _("不能办理资金、预算和申报通知：由本地区统筹办公室办理。"),
    Action.SUBMIT_CLAIM: _("不能办理申报：由该企业的联络员，或本地区统筹办公室代办。"),
    Action.ASSESS_CLAIM: _("不能核定金额：由本地区统筹办公室或核查员办理。"),
    Action.APPROVE_CLAIM: _("不能审批金额：由本地区领导小组办理，且须由核定人以外的人办理。"),
    Action.REFUSE_CLAIM: _("不能作出不予支持的决定：由本地区统筹办公室或领导小组办理。"),
    Action.PAY_CLAIM: _("不能拨付：由本地区财政部门或统筹办公室办理，且须由批准人以外的人办理。"),
    Action.CLAW_BACK: _("不能责令退回：由本地区领导小组办理。"),
    Action.REVIEW_FUND: _("不能作绩效评价：由本地区统筹办公室或核查员办理。"),
    Action.PREPARE_RELEASE: _("不能办理发布：由本地区统筹办公室，或编制单位的承办联络员办理。"),
    Action.READ_RELEASE: _("发布时间之前不能查看：只有本地区的发布编制人员可以预览。"),
    Action.APPROVE_RELEASE: _(
        "不能批准发布：由本地区核查员、领导小组或编制单位的承办联络员办理，且须由编制人以外的两人分别批准。"
    ),
    Action.WITHDRAW_RELEASE: _("不能撤回：由本地区领导小组办理。"),
    Action.KEEP_VIEW: _("不能保存或更改这个视图：由保存它的本人办理。"),
    Action.READ_AUDIT: _("不能查看操作日志：由本地区系统管理员、统筹办公室或领导小组查看。"),
}
