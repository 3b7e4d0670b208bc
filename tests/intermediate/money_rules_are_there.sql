-- Every rule that a model reads by name is in its seed: a missing one would be no threshold at all.
with expected as (
    select 'history_month_ends' as rule
    union all
    select 'window_days' as rule
    union all
    select 'core_revenue_percent' as rule
),

written as (
    select
        rule,
        value
    from {{ ref('history_rules') }}
    union all
    select
        rule,
        value
    from {{ ref('rfm_rules') }}
    union all
    select
        rule,
        value
    from {{ ref('pareto_rules') }}
)

select coalesce(expected.rule, written.rule) as rule
from expected
full outer join written on expected.rule = written.rule
where expected.rule is null or written.rule is null or written.value < 1
