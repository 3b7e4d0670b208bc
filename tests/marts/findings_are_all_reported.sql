-- Every record that a check finds is in rpt_data_quality, and every check is one of the seed.
-- Fails with one row per check whose numbers differ or that the report doesn't have.
with report as (
    select * from {{ ref('rpt_data_quality') }}
),

findings as (
    select
        check_name,
        count(*) as found
    from {{ ref('int_impossible_records') }}
    group by check_name
    union all
    select
        check_name,
        count(*) as found
    from {{ ref('int_impossible_relations') }}
    group by check_name
    union all
    select
        check_name,
        found
    from {{ ref('int_incomplete_records') }}
)

select
    findings.check_name,
    findings.found,
    report.found as reported
from findings
left join report on findings.check_name = report.check_name
where report.check_name is null or (report.state <> 'unknown' and report.found <> findings.found)
