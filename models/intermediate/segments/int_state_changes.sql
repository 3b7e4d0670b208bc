-- grain: one row per object, account and item whose state changed tonight
with warnings as (
    select * from {{ ref('int_account_warnings') }}
),

segments as (
    select * from {{ ref('int_segment_members') }}
),

abm_tiers as (
    select * from {{ ref('int_abm_tiers') }}
),

memory as (
    select * from {{ ref('int_state_memory') }}
),

rules as (
    select * from {{ ref('int_rules_version') }}
),

tonight as (
    select
        'warning' as object,
        account_id,
        rule as item,
        severity as value_text,
        cast(null as decimal(18, 2)) as value_number,
        evidence
    from warnings
    union all
    select
        'segment' as object,
        account_id,
        model as item,
        segment as value_text,
        cast(null as decimal(18, 2)) as value_number,
        evidence
    from segments
    union all
    select
        'abm_demotion' as object,
        account_id,
        'abm_tier' as item,
        abm_tier as value_text,
        month_ends_below as value_number,
        cast(null as string) as evidence
    from abm_tiers
    where month_ends_below > 0
),

-- What can't be known tonight neither opens nor closes a warning. What is gone has the state none.
compared as (
    select
        coalesce(tonight.object, memory.object) as object,
        coalesce(tonight.account_id, memory.account_id) as account_id,
        coalesce(tonight.item, memory.item) as item,
        memory.value_text as held_text,
        memory.rules_version as held_rules_version,
        memory.value_number as held_number,
        tonight.evidence,
        tonight.value_number,
        case
            when tonight.object = 'warning' and tonight.value_text = 'unknown'
                then coalesce(memory.value_text, 'none')
            else coalesce(tonight.value_text, 'none')
        end as value_text
    from tonight
    full outer join memory
        on
            tonight.object = memory.object
            and tonight.account_id = memory.account_id
            and tonight.item = memory.item
),

final as (
    select
        {{ as_of_date() }} as as_of_date,
        compared.object,
        compared.account_id,
        compared.item,
        compared.value_text,
        compared.value_number,
        case
            when compared.held_text is null then 'first'
            when compared.held_rules_version <> rules.rules_version then 'rules_changed'
            else 'customer_changed'
        end as cause,
        compared.evidence as top_factor,
        rules.rules_version
    from compared
    left join rules
        on case when compared.object = 'warning' then 'warning' else 'segment' end = rules.object
    where
        compared.value_text <> coalesce(compared.held_text, 'none')
        or compared.value_number is distinct from compared.held_number
)

select * from final
