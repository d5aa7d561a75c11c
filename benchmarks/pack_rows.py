"""Made rows for the shipped rule packs, and the same rules as SQL written by hand, on 2016-10-14.

All rules of five packs in force that day, but those over child tables (they group first) and the
two with an exact quotient (DECIMAL has none). One value of thirty is unknown.
"""

from collections.abc import Iterable
from datetime import date

import duckdb

from fumao.packs.load import load_packs
from fumao.rules import Library, RuleSet
from fumao.rules.definitions import Input, bounds
from fumao.rules.library import direct_inputs
from fumao.rules.tree import Call, Gather, walk

DAY = date(2016, 10, 14)
PACKS = ("rules-tax", "wenzhou-2012", "examples-local", "rules-duties", "rules-evaluation")
_CODES = {
    "wz_park_title": ("provincial", "municipal", "none"),
    "wz_trainer_title": ("provincial", "municipal", "none"),
    "wz_platform_title": ("national", "provincial", "municipal", "none"),
    "wz_training_kind": ("new_staff", "provincial", "abroad", "other"),
    "industry_division_2011": ("65", "64", "39", "16", "51", "70"),
    "vat_service": ("software", "outsourcing", "design", "advertising"),
    "pay_kind": ("travel", "insurance", "licence", "consulting", "service"),
}
_MOST = {"money": 10**10, "dec": 10**7, "int": 400}
_LATEST = {"asked_on": ("2015-01-01", 700), "vat_supplied_on": ("2014-01-01", 1000)}


def pack_rules() -> RuleSet:
    """Return the rules of the packs in force on the day."""
    packs = {pack.head.key: pack.rules for pack in load_packs(("vocabulary", *PACKS))}
    definitions = packs["vocabulary"]
    for key in PACKS:
        definitions += packs[key]
    return Library(definitions).at(DAY)


def row_rules(rules: RuleSet) -> list[str]:
    """Return the rules that need neither child tables nor a quotient, nor do those they use."""
    apart: set[str] = set()
    found = []
    for name in rules.library.order:
        version = rules.versions[name]
        if version is None:
            continue
        nodes = list(walk(version.tree))
        gathers = any(isinstance(node, Gather) for node in nodes)
        divides = any(isinstance(n, Call) and n.function == "quotient" for n in nodes)
        if gathers or divides or apart & set(version.uses):
            apart.add(name)
        else:
            found.append(name)
    return found


def inputs_read(rules: RuleSet, names: Iterable[str]) -> list[Input]:
    """Return the inputs that the rules read."""
    read: set[str] = set()
    for name in rules.needed(names):
        version = rules.versions[name]
        if version is not None:
            read |= direct_inputs(rules.library, version)
    return [rules.library.inputs[name] for name in sorted(read) if name in rules.library.inputs]


def _value(given: Input, number: int) -> str:
    chance = f"hash(i * 37 + {number})"
    if given.name in _CODES:
        listed = ", ".join(f"'{code}'" for code in _CODES[given.name])
        return f"[{listed}][CAST(1 + {chance} % {len(_CODES[given.name])} AS INTEGER)]"
    if given.type.kind == "bool":
        return f"({chance} % 4 > 0)"
    if given.type.kind == "date":
        first, days = _LATEST.get(given.name, ("2011-01-01", 2100))
        return f"DATE '{first}' + CAST({chance} % {days} AS INTEGER)"
    low, high = bounds(given)
    low, high = max(low, -(10**8)), min(high, _MOST[given.type.kind])
    return f"CAST({chance} % {high - low + 1} AS BIGINT) + {low}"


def make_pack_rows(connection: duckdb.DuckDBPyConnection, inputs: list[Input], rows: int) -> None:
    """Make `fen` (numbers in whole last digits) and `yuan` (the same as DECIMAL)."""
    columns = [
        f"CASE WHEN hash(i * 41 + {number}) % 30 > 0 THEN {_value(given, number)} END"
        f" AS {given.name}"
        for number, given in enumerate(inputs)
    ]
    connection.execute(
        f"CREATE TABLE fen AS SELECT i AS ent_id, {', '.join(columns)} FROM range({rows}) AS r(i)"
    )
    yuan = [
        f"CAST(CAST({given.name} AS DECIMAL(16,0)) * 0.01 AS DECIMAL(18,2)) AS {given.name}"
        if given.type.is_number and given.type.scale
        else given.name
        for given in inputs
    ]
    connection.execute(f"CREATE TABLE yuan AS SELECT ent_id, {', '.join(yuan)} FROM fen")
    connection.execute(
        "CREATE MACRO months(a, b) AS (year(b) - year(a)) * 12 + month(b) - month(a)"
        " - CASE WHEN day(b) < day(a) THEN 1 ELSE 0 END"
    )


# What a careful person writes for these rules on DECIMAL(18,2), unknown kept unknown.
HAND = """
WITH a AS (
  SELECT *,
    -- income tax and its deductions
    legal_person_in_china AND ats_in_demo_city AND ats_in_scope AND ats_advanced
      AND (staff_total > 0 AND staff_college >= staff_total * 0.50)
      AND (total_revenue > 0 AND ats_revenue >= total_revenue * 0.50)
      AND (total_revenue > 0 AND ats_offshore_revenue >= total_revenue * 0.35) AS ats_qualified,
    CASE WHEN ats_accredited IS NULL THEN NULL WHEN ats_accredited THEN 15.00 ELSE 25.00 END
      AS cit_rate,
    CASE WHEN ats_accredited IS NULL THEN NULL
      WHEN ats_accredited THEN CAST(wages * 0.08 AS DECIMAL(18,2))
      ELSE CAST(wages * 0.025 AS DECIMAL(18,2)) END AS edu_limit,
    industry_division_2011 IN ('16', '51', '52', '61', '62', '70', '71', '72', '89')
      AS rd_excluded,
    50.00 AS rd_rate,
    rd_cost_own + CAST(rd_cost_entrusted * 0.80 AS DECIMAL(18,2)) AS rd_domestic,
    0.00 AS rd_abroad,
    vat_waived AND months(vat_waived_on, vat_supplied_on) < 36 AS vat_waiver_binds,
    vat_buyer_abroad AND vat_consumed_abroad AND NOT vat_special_invoice
      AND vat_service IN ('research', 'energy', 'design', 'film', 'software', 'circuit', 'systems',
        'process', 'outsourcing', 'technology') AS vat_export_scope,
    tech_service AND tech_contract_recognised AS vat_tech_exempt,
    -- the city
    CASE WHEN received_wz_park_provincial THEN 0.00
      WHEN NOT (wz_park_title = 'provincial' AND wz_park_platform) THEN 0.00
      WHEN wz_park_title = 'provincial' AND wz_park_platform AND NOT received_wz_park_provincial
      THEN 500000.00 END AS wz_park_provincial,
    CASE WHEN received_wz_park_municipal THEN 0.00
      WHEN NOT (wz_park_title = 'municipal' AND wz_park_platform) THEN 0.00
      WHEN wz_park_title = 'municipal' AND wz_park_platform AND NOT received_wz_park_municipal
      THEN 300000.00 END AS wz_park_municipal,
    received_wz_park_municipal AND wz_park_title = 'provincial' AS wz_park_upgrade,
    CASE WHEN received_wz_trainer_provincial THEN 0.00
      WHEN wz_trainer_title <> 'provincial' THEN 0.00
      WHEN wz_trainer_title = 'provincial' AND NOT received_wz_trainer_provincial
      THEN 500000.00 END AS wz_trainer_provincial,
    CASE WHEN received_wz_trainer_municipal THEN 0.00
      WHEN wz_trainer_title <> 'municipal' THEN 0.00
      WHEN wz_trainer_title = 'municipal' AND NOT received_wz_trainer_municipal
      THEN 300000.00 END AS wz_trainer_municipal,
    received_wz_trainer_municipal AND wz_trainer_title = 'provincial' AS wz_trainer_upgrade,
    CASE WHEN is_outsourcing_firm IS NULL THEN NULL
      WHEN is_outsourcing_firm THEN CAST(wz_platform_fee * 0.50 AS DECIMAL(18,2))
      ELSE 0.00 END AS wz_platform_fee_subsidy,
    wz_platform_title = 'national' AND wz_platform_effective
      AND months(wz_platform_since, asked_on) >= 24 AS platform_national,
    wz_platform_title = 'provincial' AND wz_platform_effective
      AND months(wz_platform_since, asked_on) >= 24 AS platform_provincial,
    is_outsourcing_firm AND wz_key_enterprise AS wz_key_reward,
    is_outsourcing_firm AND wz_online_service AND wz_line_cost > 0 AS wz_line_subsidy,
    is_outsourcing_firm AND wz_in_park AND wz_new_own_office AS wz_rent_subsidy,
    wz_upper_grant AS wz_matching,
    wz_event AS wz_event_subsidy,
    wz_fair AS wz_fair_subsidy,
    wz_promotion AS wz_promotion_subsidy,
    wz_leading_firm AND wz_settles AS wz_invited_firm,
    is_outsourcing_firm AND wz_training_kind IN ('new_staff', 'provincial', 'abroad')
      AS wz_training_aid,
    wz_senior_talent AS wz_talent_housing,
    -- examples of other cities
    CASE WHEN zs_exec_usd IS NULL THEN NULL WHEN zs_exec_usd >= 20000000 THEN 300000.00
      WHEN zs_exec_usd >= 10000000 THEN 200000.00 WHEN zs_exec_usd >= 2000000 THEN 100000.00
      ELSE 0.00 END AS zs_key_award,
    CASE WHEN zs_provincial_award IS NULL THEN NULL
      ELSE LEAST(CAST(zs_provincial_award * 0.50 AS DECIMAL(18,2)), 300000.00) END AS zs_matching,
    CASE WHEN zs_certificate_cost IS NULL THEN NULL
      ELSE LEAST(CAST(zs_certificate_cost * 0.50 AS DECIMAL(18,2)), 150000.00) END
      AS zs_certificate,
    legal_person_in_china AND bj_offshore_usd >= 1000000 AS bj_eligible,
    year(xm_set_up_on) = year(asked_on) AND xm_offshore_usd >= 1000000 AND xm_registered
      AS xm_new_firm,
    cx_revenue_usd_before > 0
      AND cx_revenue_usd - cx_revenue_usd_before > cx_revenue_usd_before * 0.30 AS cx_grown,
    months(cx_line_since, asked_on) < 36 AS cx_new_line,
    nj_built_area >= 20000 AND nj_firms >= 10
      AND (nj_built_area > 0 AND nj_used_area >= nj_built_area * 0.50) AS nj_park,
    -- duties and scores
    NOT (pay_kind IN ('travel', 'office', 'commission', 'import_freight', 'insurance', 'carrier',
      'tour', 'institution', 'advance', 'personal')) AND pay_usd > 50000 AS pay_filing,
    40.00 + 15.00 + 20.00 + 10.00 + 15.00 = 100.00 AS ci_weights_complete,
    CASE WHEN tj_growth IS NULL THEN NULL ELSE GREATEST(LEAST(tj_growth * 0.50, 30.0000), 0.0000)
      END AS tj_export_points
  FROM {table}
), b AS (
  SELECT *,
    CASE WHEN edu_expense + prior_edu_carried IS NULL OR edu_limit IS NULL THEN NULL
      ELSE LEAST(edu_expense + prior_edu_carried, edu_limit) END AS edu_deducted,
    CASE WHEN edu_expense + prior_edu_carried IS NULL OR edu_limit IS NULL THEN NULL
      ELSE GREATEST(edu_expense + prior_edu_carried - edu_limit, 0.00) END AS edu_carried,
    vat_export_scope AND NOT vat_simple_method AND NOT vat_waiver_binds AS vat_zero_rate,
    vat_export_scope AND (vat_simple_method OR vat_waiver_binds) AS vat_export_exempt,
    rd_domestic + rd_abroad AS rd_eligible,
    CASE WHEN rd_excluded IS NULL THEN NULL WHEN rd_excluded THEN 0.00
      ELSE CAST((rd_domestic + rd_abroad) * 0.50 AS DECIMAL(18,2)) END AS rd_deduction,
    CASE WHEN received_wz_platform_national THEN 0.00 WHEN NOT platform_national THEN 0.00
      WHEN platform_national AND NOT received_wz_platform_national THEN 500000.00 END
      AS wz_platform_national,
    CASE WHEN received_wz_platform_provincial THEN 0.00 WHEN NOT platform_provincial THEN 0.00
      WHEN platform_provincial AND NOT received_wz_platform_provincial THEN 300000.00 END
      AS wz_platform_provincial,
    CASE WHEN cx_grown IS NULL THEN NULL WHEN NOT cx_grown THEN 0.00
      WHEN cx_revenue_usd IS NULL OR cx_local_tax IS NULL THEN NULL
      ELSE LEAST(CASE WHEN cx_revenue_usd >= 10000000 THEN 1000000.00
        WHEN cx_revenue_usd >= 1000000 THEN 500000.00 ELSE 0.00 END, cx_local_tax) END AS cx_award,
    CASE WHEN cx_new_line IS NULL THEN NULL WHEN NOT cx_new_line THEN 0.00
      WHEN cx_line_cost IS NULL THEN NULL ELSE LEAST(cx_line_cost, 300000.00) END AS cx_line,
    bj_eligible AND bj_rank <= 20 AND (bj_offshore_usd_before > 0
      AND bj_offshore_usd - bj_offshore_usd_before >= bj_offshore_usd_before * 0.20)
      AS bj_backbone,
    CASE WHEN bj_eligible IS NULL THEN NULL WHEN NOT bj_eligible THEN 0.00
      WHEN bj_branch_cost IS NULL THEN NULL ELSE LEAST(bj_branch_cost, 300000.00) END AS bj_branch,
    CASE WHEN zs_key_award >= zs_matching THEN zs_key_award
      WHEN zs_key_award < zs_matching THEN 0.00 END AS zs_key_award_net,
    CASE WHEN zs_matching > zs_key_award THEN zs_matching
      WHEN zs_matching <= zs_key_award THEN 0.00 END AS zs_matching_net
  FROM a
), c AS (
  SELECT *,
    CASE WHEN taxable_profit + edu_expense - edu_deducted - rd_deduction IS NULL THEN NULL
      ELSE GREATEST(taxable_profit + edu_expense - edu_deducted - rd_deduction, 0.00) END
      AS cit_income
  FROM b
), d AS (
  SELECT *,
    CASE WHEN ats_accredited IS NULL THEN NULL
      WHEN ats_accredited THEN CAST(cit_income * 0.15 AS DECIMAL(18,2))
      ELSE CAST(cit_income * 0.25 AS DECIMAL(18,2)) END AS cit_payable
  FROM c
)
SELECT ent_id, CAST(cit_income * 0.25 AS DECIMAL(18,2)) - cit_payable AS cit_benefit, {names} FROM d
"""
