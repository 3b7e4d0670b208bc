-- Every record that a check finds is in rpt_data_quality, and every check is one of the seed.
-- Fails with one row per check whose numbers differ or that the report doesn't have.
with report as (
    select * from {{ ref('rpt_data_quality') }}
),

findings as (
    {%- for records in ['impossible_records', 'impossible_relations', 'record_conflicts'] %}
        select
            check_name,
            count(*) as found
        from {{ ref('int_' ~ records) }}
        group by check_name
        union all
    {%- endfor %}
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
