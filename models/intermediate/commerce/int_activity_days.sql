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
        having max(changed_at) > (select coalesce(max(held.changed_at), 0) from {{ this }} as held)
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
    -- A day whose last activity moved away: a row of nobody takes the place of what is held.
    {% if is_incremental() %}
        union all
        select
            cast(null as string) as source_account_key,
            0 as activities,
            max(held.changed_at) as changed_at,
            held.activity_on
        from {{ this }} as held
        left join activities on held.activity_on = activities.loaded_day
        where activities.loaded_day is null
        group by held.activity_on
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
