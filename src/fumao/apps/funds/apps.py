"""Funds and the money paid from them."""

from django.apps import AppConfig

APPEND_ONLY = (
    "budgetentry", "assessment", "approval", "paymentbatch", "paymentorder", "payment",
    "performancereview", "clawback", "repayment",
)  # fmt: skip


class FundsConfig(AppConfig):
    name = "fumao.apps.funds"
    label = "funds"

    def ready(self) -> None:
        """Guard the money, name the kinds of events, tell what became of entitlements."""
        from fumao.apps.audit.service import name_kinds, protect_after_migrate  # noqa: PLC0415
        from fumao.apps.funds.cases import follow  # noqa: PLC0415
        from fumao.apps.funds.guards import guard_after_migrate  # noqa: PLC0415
        from fumao.apps.funds.kinds import KINDS  # noqa: PLC0415
        from fumao.apps.funds.outcomes import outcomes_of  # noqa: PLC0415
        from fumao.apps.grants.outcomes import use_outcomes  # noqa: PLC0415
        from fumao.apps.procedures.service import listen  # noqa: PLC0415

        name_kinds(KINDS)
        for table in APPEND_ONLY:
            protect_after_migrate(self, f"funds_{table}")
        guard_after_migrate(self)
        use_outcomes(outcomes_of)
        listen(follow)
