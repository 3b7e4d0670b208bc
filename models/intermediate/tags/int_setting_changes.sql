-- grain: one row per feed, or object that rules decide, that differs from last night
with past as (
    select * from {{ source('state', 'fct_state_log') }}
    where object in ('feed', 'rules') and as_of_date < {{ as_of_date() }}
),

feed_coverage as (
    select * from {{ ref('int_feed_coverage') }}
),

rules_version as (
    select * from {{ ref('int_rules_version') }}
),

memory as (
    select
        object,
        item,
        max_by(value_text, as_of_date) as value_text
    from past
    group by object, item
),

tonight as (
    select
        'feed' as object,
        feed as item,
        case when is_provided then 'provided' else 'absent' end as value_text,
        'sources_changed' as cause
    from feed_coverage
    union all
    select
        'rules' as object,
        object as item,
        rules_version as value_text,
        'rules_changed' as cause
    from rules_version
),

final as (
    select
        {{ as_of_date() }} as as_of_date,
        tonight.object,
        '-' as account_id,
        tonight.item,
        tonight.value_text,
        cast(null as decimal(18, 2)) as value_number,
        case when memory.item is null then 'first' else tonight.cause end as cause,
        cast(null as string) as top_factor,
        cast(null as string) as rules_version
    from tonight
    left join memory on tonight.object = memory.object and tonight.item = memory.item
    where tonight.value_text is distinct from memory.value_text
)

select * from final
