"""Turn the lead file of X Education (an online school) into raw exports.

python docs/examples/x_education_leads.py Leads.csv data/x_education [0.7]
The file has no dates, only a running number: the leads are spread over a year in its order. The
first 70 %, or the share that is given, are decided and carry their outcome, twenty days after they
came; the others are open. With 0 they are the leads of a company that has decided none yet.
Columns that were filled in after the fact (Tags, Lead Quality, Last Activity and the like) are left
out. Who of the open leads was won stands beside the exports, in truth.csv.
"""

import sys
from pathlib import Path

import duckdb

LEADS = """
create view leads as
select
    "Lead Number" as lead_id,
    "Lead Source" as source,
    "Lead Origin" as medium,
    "What is your current occupation" as job_title,
    TotalVisits as visit_count,
    cast(TotalVisits * "Page Views Per Visit" as int) as page_view_count,
    "Total Time Spent on Website" as time_on_site_seconds,
    Converted = 1 as is_won,
    row_number() over (order by "Lead Number") / count(*) over () as place,
    timestamp '2025-01-01' + to_seconds(cast(place * 365 * 86400 as int)) as created_at,
    place <= {decided} as is_decided
from '{source}'
"""

EXPORTS = {
    "crm_leads": """
        select lead_id, source, medium, job_title, visit_count, page_view_count,
            time_on_site_seconds, created_at,
            case when not is_decided then 'new' when is_won then 'converted' else 'unqualified' end
                as status,
            case when is_decided and is_won then created_at + interval 20 day end as converted_at,
            case when is_decided then created_at + interval 20 day else created_at end as updated_at
        from leads order by lead_id""",
    "crm_accounts": "select 'X1' as account_id, 'Nobody' as name",
    "crm_opportunities": """
        select 'X1' as opportunity_id, 'open' as stage, timestamp '2025-01-01' as created_at""",
    "../truth": "select lead_id, is_won from leads where not is_decided order by lead_id",
}


def main(source: str, out: str, decided: str = "0.7") -> None:
    Path(out).mkdir(parents=True, exist_ok=True)
    connection = duckdb.connect()
    connection.execute(LEADS.format(source=source, decided=float(decided)))
    for feed, select in EXPORTS.items():
        connection.execute(f"copy ({select}) to '{out}/{feed}.csv' (header)")


if __name__ == "__main__":
    main(*sys.argv[1:])
