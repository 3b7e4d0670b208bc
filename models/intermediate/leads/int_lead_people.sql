-- grain: one row per open lead and scoring date, with what is seen of the person and its doings
with lead_dates as (
    select * from {{ ref('int_lead_dates') }}
),

engagement as (
    select * from {{ ref('int_lead_engagement') }}
),

accounts as (
    select * from {{ ref('int_lead_accounts') }}
),

contacts as (
    select
        {{ lower_case('trim(email)') }} as email,
        min({{ local_date('created_at') }}) filter (where phone is not null) as phone_from,
        min({{ local_date('created_at') }}) filter (where wecom_id is not null) as messenger_from
    from {{ ref('stg_crm__contacts') }}
    where email is not null
    group by {{ lower_case('trim(email)') }}
),

seniorities as (
    select * from {{ ref('lead_answers') }}
    where indicator = 'L3b'
),

lead_touches as (
    select * from {{ ref('lead_touches') }}
),

lead_rules as (
    select * from {{ ref('lead_rules') }}
),

joined as (
    select
        lead_dates.lead_key,
        lead_dates.scoring_date,
        engagement.touch_points,
        engagement.intent,
        cast(
            {{ days_between('engagement.last_act_on', 'lead_dates.scoring_date') }} as double
        ) as silent_days,
        -- a count in the lead's record stands in for visits that nobody delivered
        case
            when not coalesce(engagement.has_web, false)
                then
                    lead_dates.stated_points * power(
                        0.5e0,
                        {{ days_between('lead_dates.created_on', 'lead_dates.scoring_date') }}
                        / {{ touch_rule('stated_minute', 'half_life_days') }}
                    )
        end as stated_points,
        case
            when
                lead_dates.has_own_mail
                and not coalesce(
                    engagement.bounced_on
                    >= coalesce(engagement.delivered_on, date '1900-01-01'), false
                )
                then 2.5e0
            else 0e0
        end
        + case
            when
                lead_dates.has_phone
                or coalesce(contacts.phone_from <= lead_dates.scoring_date, false) then 2.5e0
            else 0e0
        end
        + case
            when
                lead_dates.has_messenger
                or coalesce(contacts.messenger_from <= lead_dates.scoring_date, false) then 2.5e0
            else 0e0
        end
        + case
            when engagement.opted_in_on > coalesce(engagement.opted_out_on, date '1900-01-01')
                then 2.5e0
            else 0e0
        end as contact_points,
        cast(greatest(seniorities.score, accounts.best_seniority) as double) as best_seniority,
        1e0 + 9e0 * engagement.answers
        / nullif(engagement.answers + coalesce(engagement.silences, 0e0), 0e0) as reply_score
    from lead_dates
    left join engagement
        on
            lead_dates.lead_key = engagement.lead_key
            and lead_dates.scoring_date = engagement.scoring_date
    left join accounts
        on
            lead_dates.account_id = accounts.account_id
            and lead_dates.scoring_date = accounts.scoring_date
    left join contacts on lead_dates.email = contacts.email
    left join seniorities on lead_dates.seniority = seniorities.answer
),

final as (
    select
        lead_key,
        scoring_date,
        case
            when coalesce(touch_points, stated_points) is not null
                then round(coalesce(touch_points, 0e0) + coalesce(stated_points, 0e0), 6)
        end as touch_points,
        intent,
        silent_days,
        nullif(contact_points, 0e0) as contact_points,
        round(coalesce(
            best_seniority * (1e0 - {{ lead_rule('reply_share') }})
            + reply_score * {{ lead_rule('reply_share') }},
            best_seniority,
            reply_score
        ), 6) as access_score
    from joined
)

select * from final
