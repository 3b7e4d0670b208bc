-- grain: one row per source account and business day with sales activities
{{ by_day('activity_on') }}

with activities as (
    select * from {{ ref('stg_crm__activities') }}
),

changed_days as (
    select loaded_day as activity_on
    from activities
    group by loaded_day
    {% if is_incremental() %}
    having max(changed_at) > (select coalesce(max(stored.changed_at), 0) from {{ this }} as stored)
    {% endif %}
),

counted as (
    select
        activities.source_account_key,
        count(*) as activities,
        max(activities.changed_at) as changed_at,
        changed_days.activity_on
    from activities
    inner join changed_days on activities.loaded_day = changed_days.activity_on
    group by activities.source_account_key, changed_days.activity_on
    -- A day whose last activity moved away: a row of nobody takes the place of what is stored.
    {% if is_incremental() %}
    union all
    select
        cast(null as string) as source_account_key,
        0 as activities,
        max(stored.changed_at) as changed_at,
        stored.activity_on
    from {{ this }} as stored
    where not exists (
        select 1 from activities where activities.loaded_day = stored.activity_on
    )
    group by stored.activity_on
    {% endif %}
),

final as (
    select
        source_account_key,
        cast(activities as bigint) as activities,
        changed_at,
        activity_on
    from counted
    {{ gather_by('activity_on') }}
)

select * from final
