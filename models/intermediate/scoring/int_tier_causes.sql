-- grain: one row per account id that has a tier tonight or had one last night
with tiers as (
    select * from {{ ref('int_account_tiers') }}
),

memory as (
    select * from {{ ref('int_tier_memory') }}
),

-- the tiers that last night's rules give to tonight's data; filled where the rules changed
old_rules_tiers as (
    select * from {{ source('state', 'old_rules_tiers') }}
),

setting_changes as (
    select * from {{ ref('int_setting_changes') }}
),

settings as (
    select
        count(*) filter (where cause = 'rules_changed' and item = 'value') > 0 as are_rules_new,
        count(*) filter (where cause = 'sources_changed') > 0 as are_sources_new,
        (select count(*) from old_rules_tiers) > 0 as have_old_rules_run
    from setting_changes
),

-- last night's state of who has a tier tonight, and who has none any more
compared as (
    select
        tiers.account_id,
        tiers.tier_reason = 'held' as is_held,
        tiers.is_below,
        tiers.month_ends_below,
        tiers.is_clock_changed,
        tiers.cause as own_cause,
        memory.held_tier,
        memory.clock_cause as clock_cause_before,
        coalesce(memory.is_renamed, false) as is_renamed,
        coalesce(memory.month_ends_below, 0) as month_ends_before
    from tiers
    left join memory on tiers.account_id = memory.account_id and memory.goes_on
    union all
    select
        memory.logged_account_id as account_id,
        false as is_held,
        false as is_below,
        0 as month_ends_below,
        memory.month_ends_below > 0 as is_clock_changed,
        case when memory.is_renamed then 'merged' else 'customer_changed' end as own_cause,
        memory.held_tier,
        memory.clock_cause as clock_cause_before,
        false as is_renamed,
        memory.month_ends_below as month_ends_before
    from memory
    left join tiers on memory.logged_account_id = tiers.account_id
    where tiers.account_id is null and memory.held_tier <> 'none'
),

-- what differs from last night under the old rules is the customer's doing, or the feeds'
judged as (
    select
        compared.*,
        case
            when
                settings.are_rules_new
                and (
                    not settings.have_old_rules_run
                    or coalesce(old_rules_tiers.tier, 'none') = coalesce(compared.held_tier, 'none')
                )
                then 'rules_changed'
            when settings.are_sources_new then 'sources_changed'
            else 'customer_changed'
        end as night_cause,
        case
            when compared.month_ends_before > 0 or compared.clock_cause_before is not null
                then compared.clock_cause_before
            when
                settings.are_rules_new
                and coalesce(old_rules_tiers.tier_reason, 'none') <> 'held'
                then 'rules_changed'
            when settings.are_sources_new then 'sources_changed'
        end as held_cause
    from compared
    cross join settings
    left join old_rules_tiers on compared.account_id = old_rules_tiers.account_id
),

-- a held tier that falls at last fell for what pushed it below
decided as (
    select
        *,
        case
            when coalesce(own_cause, 'none') <> 'customer_changed' then own_cause
            when is_below then coalesce(clock_cause_before, night_cause)
            else night_cause
        end as cause,
        case
            when is_held then held_cause
            when month_ends_below > 0 then clock_cause_before
        end as clock_cause,
        case when not is_renamed then clock_cause_before end as clock_cause_then
    from judged
),

final as (
    select
        account_id,
        cause,
        coalesce(
            clock_cause, case when own_cause = 'merged' then 'merged' end, 'customer_changed'
        ) as clock_cause,
        is_clock_changed
        or coalesce(clock_cause, 'none') <> coalesce(clock_cause_then, 'none') as is_clock_changed
    from decided
)

select * from final
