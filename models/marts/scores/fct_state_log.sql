-- grain: one row per date, object, account and item that changed
{{ long_view() }}

with past as (
    select * from {{ source('state', 'fct_state_log') }}
    where as_of_date < {{ as_of_date() }}
),

tier_changes as (
    select * from {{ ref('int_tier_changes') }}
),

tag_changes as (
    select * from {{ ref('int_tag_changes') }}
),

setting_changes as (
    select * from {{ ref('int_setting_changes') }}
),

other_changes as (
    select * from {{ ref('int_state_changes') }}
),

final as (
    select
        as_of_date,
        object,
        account_id,
        item,
        value_text,
        value_number,
        cause,
        top_factor,
        rules_version
    from past
    union all
    select
        as_of_date,
        object,
        account_id,
        item,
        value_text,
        value_number,
        cause,
        top_factor,
        rules_version
    from tier_changes
    union all
    select
        as_of_date,
        object,
        account_id,
        item,
        value_text,
        value_number,
        cause,
        top_factor,
        rules_version
    from other_changes
    union all
    select
        as_of_date,
        object,
        account_id,
        item,
        value_text,
        value_number,
        cause,
        top_factor,
        rules_version
    from tag_changes
    union all
    select
        as_of_date,
        object,
        account_id,
        item,
        value_text,
        value_number,
        cause,
        top_factor,
        rules_version
    from setting_changes
)

select * from final
