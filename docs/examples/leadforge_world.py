"""Turn a world of the package leadforge (a made-up B2B company and its CRM) into raw exports.

leadforge generate --recipe b2b_saas_procurement_v1 --seed 42 --mode student_public \\
    --difficulty intermediate --n-leads 5000 --out world
python docs/examples/leadforge_world.py world data/leadforge
The world has no order, no subscription and no date of closing: revenue is the won opportunities.
"""

import sys
from pathlib import Path

import duckdb

EXPORTS = {
    "crm_accounts": """
        select account_id, company_name as name, industry, region, region as country, created_at,
            case employee_band when '2000+' then 2000
                else try_cast(split_part(employee_band, '-', 1) as int) end as employees
        from accounts""",
    "crm_contacts": """
        select contact_id, account_id, job_title, role_function as department, created_at,
            case seniority when 'individual_contributor' then 'staff' when 'c_suite' then 'c_level'
                else seniority end as seniority,
            case buyer_role when 'economic_buyer' then 'decision_maker' when 'end_user' then 'user'
                when 'champion' then 'champion' else 'influencer' end as buying_role
        from contacts""",
    "crm_leads": """
        select lead_id, account_id as converted_account_id, contact_id as converted_contact_id,
            lead_source as source, first_touch_channel as medium, owner_rep_id as owner_id,
            lead_created_at as created_at
        from leads""",
    "crm_opportunities": """
        select opportunity_id, lead_id, account_id, stage, opportunities.created_at,
            estimated_acv as amount, 'USD' as currency, stage like 'closed%' as is_closed,
            stage = 'closed_won' as is_won
        from opportunities left join leads using (lead_id)""",
    "crm_activities": """
        select activity_id, lead_id, account_id, rep_id as owner_id, activity_type,
            activity_outcome as outcome, activity_timestamp as occurred_at
        from sales_activities left join leads using (lead_id)""",
    "web_events": """
        select session_id || '-' || page as event_id, lead_id as visitor_id, lead_id as user_id,
            'page_view' as event_name,
            cast(session_timestamp as timestamp) + to_seconds(
                cast(session_duration_seconds * (page - 1) / greatest(page_views, 1) as bigint)
            ) as occurred_at,
            case when page <= pricing_page_views then 'https://veridian.example/pricing'
                else 'https://veridian.example/' || session_type end as page_url
        from (select *, unnest(range(1, greatest(page_views, 1) + 1)) as page from sessions)""",
}


def main(world: str, out: str) -> None:
    Path(out).mkdir(parents=True, exist_ok=True)
    connection = duckdb.connect()
    for path in sorted(Path(world, "tables").glob("*.parquet")):
        connection.execute(f"create view {path.stem} as select * from '{path}'")
    for feed, select in EXPORTS.items():
        connection.execute(f"copy ({select}) to '{out}/{feed}.csv' (header)")


if __name__ == "__main__":
    main(*sys.argv[1:])
