-- grain: one row per account and thing that happened to it lately
{{ long_view() }}

with account_events as (
    select * from {{ ref('int_account_events') }}
),

warnings as (
    select * from {{ ref('fct_account_warnings') }}
),

log_entries as (
    select * from {{ ref('fct_state_log') }}
    where object = 'tier'
),

gathered as (
    select
        account_id,
        happened_at,
        kind,
        source_system || ':' || record_id as ref,
        detail
    from account_events
    union all
    select
        account_id,
        opened_at as happened_at,
        'warning' as kind,
        rule as ref,
        severity as detail
    from warnings
    union all
    select
        account_id,
        cast(as_of_date as timestamp) as happened_at,
        'tier' as kind,
        item as ref,
        value_text as detail
    from log_entries
),

final as (
    select
        account_id,
        cast(happened_at as timestamp) as ts,
        kind,
        ref,
        detail
    from gathered
)

select * from final
