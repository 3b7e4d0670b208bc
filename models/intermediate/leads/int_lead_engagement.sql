-- grain: one row per open lead and scoring date, with what it did by then
with lead_dates as (
    select * from {{ ref('int_lead_dates') }}
),

touches as (
    select * from {{ ref('int_lead_web_days') }}
    union all
    select * from {{ ref('int_lead_talks') }}
),

touch_kinds as (
    select * from {{ ref('lead_touches') }}
),

touch_groups as (
    select * from {{ ref('lead_touch_groups') }}
),

lead_rules as (
    select * from {{ ref('lead_rules') }}
),

done as (
    select
        lead_dates.lead_key,
        lead_dates.scoring_date,
        touches.touch,
        touches.touches,
        touches.touch_on,
        touch_kinds.touch_group,
        coalesce(touch_kinds.is_meaningful, false) as is_meaningful,
        touches.touches * cast(touch_kinds.points as double) * power(
            0.5e0,
            cast({{ days_between('touches.touch_on', 'lead_dates.scoring_date') }} as double)
            / cast(touch_kinds.half_life_days as double)
        ) as decayed_points,
        {{ days_between('touches.touch_on', 'lead_dates.scoring_date') }}
        < {{ lead_rule('intent_days') }} as is_recent
    from lead_dates
    inner join touches
        on
            lead_dates.lead_key = touches.lead_key
            and lead_dates.scoring_date >= touches.touch_on
            and lead_dates.scoring_date >= touches.known_on
    left join touch_kinds on touches.touch = touch_kinds.touch
),

-- a group of touches brings so many points and no more
capped as (
    select
        done.lead_key,
        done.scoring_date,
        least(sum(done.decayed_points), cast(max(touch_groups.max_points) as double))
            as touch_points,
        max(done.touch_on) filter (where done.is_meaningful) as last_act_on,
        bool_or(done.touch in ('visit', 'page_view')) as has_web,
        sum(done.touches) filter (where done.is_recent and done.touch = 'intent_demo_or_quote')
            as demos_and_quotes,
        sum(done.touches) filter (where done.is_recent and done.touch = 'intent_trial') as trials,
        sum(done.touches) filter (where done.is_recent and done.touch = 'intent_pricing')
            as pricing_views,
        sum(done.touches) filter (where done.is_recent and done.touch = 'intent_case_study')
            as case_studies,
        sum(done.touches) filter (where done.touch in ('inbound', 'answered', 'meeting'))
            as answers,
        sum(done.touches) filter (where done.touch = 'no_answer') as silences,
        max(done.touch_on) filter (where done.touch = 'email_bounce') as bounced_on,
        max(done.touch_on) filter (
            where done.touch in ('email_delivered', 'email_open', 'email_click')
        ) as delivered_on,
        max(done.touch_on) filter (where done.touch = 'opt_in') as opted_in_on,
        max(done.touch_on) filter (where done.touch = 'opt_out') as opted_out_on
    from done
    left join touch_groups on done.touch_group = touch_groups.touch_group
    group by done.lead_key, done.scoring_date, done.touch_group
),

final as (
    select
        lead_key,
        scoring_date,
        round(sum(touch_points), 6) as touch_points,
        max(last_act_on) as last_act_on,
        bool_or(has_web) as has_web,
        case
            when not bool_or(has_web) then null
            when sum(demos_and_quotes) > 0 then 'demo_or_quote'
            when sum(trials) > 0 then 'trial'
            when sum(pricing_views) >= {{ lead_rule('pricing_views') }} then 'pricing_twice'
            when sum(case_studies) > 0 then 'case_study'
            else 'none'
        end as intent,
        cast(sum(answers) as double) as answers,
        cast(sum(silences) as double) as silences,
        max(bounced_on) as bounced_on,
        max(delivered_on) as delivered_on,
        max(opted_in_on) as opted_in_on,
        max(opted_out_on) as opted_out_on
    from capped
    group by lead_key, scoring_date
)

select * from final
