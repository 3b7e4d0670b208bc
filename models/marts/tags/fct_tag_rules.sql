-- grain: one row per night on which the rules of tags changed, tag, group and condition
with past as (
    select * from {{ source('state', 'fct_tag_rules') }}
    where as_of_date < {{ as_of_date() }}
),

conditions as (
    select * from {{ ref('int_tag_conditions') }}
),

final as (
    select
        as_of_date,
        tag,
        any_of_group,
        condition_no,
        metric,
        operator,
        value
    from past
    union all
    select
        {{ as_of_date() }} as as_of_date,
        tag,
        any_of_group,
        condition_no,
        metric,
        operator,
        value
    from conditions
    where
        rule_set = 'tonight'
        and exists (
            select changed.tag from conditions as changed
            where changed.is_changed
        )
)

select * from final
