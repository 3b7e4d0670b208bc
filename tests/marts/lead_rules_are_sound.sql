-- Rules of leads that would make wrong rows without a word. Fails with one row per mistake.
with inflow_rules as (
    select * from {{ ref('inflow_rules') }}
),

lead_words as (
    select * from {{ ref('lead_words') }}
),

channels as (
    select * from {{ ref('channels') }}
),

lead_rules as (
    select * from {{ ref('lead_rules') }}
),

indicators as (
    select * from {{ ref('lead_indicators') }}
),

weights as (
    select * from {{ ref('lead_weights') }}
),

bins as (
    select
        *,
        lag(score) over (partition by indicator order by lower_bound) as score_before
    from {{ ref('lead_bins') }}
),

answers as (
    select * from {{ ref('lead_answers') }}
),

-- two rules of one priority overlap when no column keeps them apart
overlapping as (
    select
        first_rules.rule,
        second_rules.rule as other_rule
    from inflow_rules as first_rules
    inner join inflow_rules as second_rules
        on
            first_rules.priority = second_rules.priority
            and first_rules.rule < second_rules.rule
            and (
                first_rules.account_type in ('%', second_rules.account_type)
                or second_rules.account_type = '%'
            )
            and (
                first_rules.duplicate in ('%', second_rules.duplicate)
                or second_rules.duplicate = '%'
            )
            and (
                first_rules.contact in ('%', second_rules.contact)
                or second_rules.contact = '%'
            )
            and (
                first_rules.company in ('%', second_rules.company)
                or second_rules.company = '%'
            )
            and (
                first_rules.inflow_channel in ('%', second_rules.inflow_channel)
                or second_rules.inflow_channel = '%'
            )
            and (
                first_rules.channel_level in ('%', second_rules.channel_level)
                or second_rules.channel_level = '%'
            )
),

mistakes as (
    select
        'inflow_rules: two rules of one priority fit the same lead, give one another priority: '
        || rule || ', ' || other_rule as mistake
    from overlapping
    union all
    select 'inflow_rules: the last rule has to fit every lead' as mistake
    from inflow_rules
    where
        '%' = account_type
        and '%' = duplicate
        and '%' = contact
        and '%' = company
        and '%' = inflow_channel
        and '%' = channel_level
    having count(*) = 0
    union all
    select 'lead_words: no such channel: ' || lead_words.value as mistake
    from lead_words
    left join channels on lead_words.value = channels.channel
    where lead_words.field = 'source' and channels.channel is null
    union all
    select 'lead_words: no such value: ' || field || ' ' || value as mistake
    from lead_words
    where
        (
            field = 'inflow_channel'
            and value not in (
                'marketing_site', 'campaign', 'web_registration', 'sales_self_sourced', 'api'
            )
        )
        or (field = 'status' and value not in ('new', 'working', 'qualified', 'lost', 'won'))
        or (field = 'rejected_reason' and value <> 'invalid')
    union all
    select 'channels: the channel unknown is missing' as mistake
    from channels
    where channel = 'unknown' and level_1 = 'unknown'
    having count(*) = 0
    union all
    select 'lead_rules: a number is out of its range: ' || rule as mistake
    from lead_rules
    where
        value < 0
        or (rule = 'duplicate_key_leads' and value < 2)
        or (
            rule in ('recycle_days', 'lookalike_leads', 'lookalike_group_leads', 'valid_leads')
            and value <= 0
        )
        or (rule like '%_match' and value >= 1)
        or (rule = 'assumed_win_rate' and (value <= 0 or value >= 1))
    union all
    select 'lead_rules: a rule is missing or has a new name' as mistake
    from lead_rules
    having count(*) <> 30
    union all
    select
        'lead_weights: the weights of a version add up to 1: version '
        || cast(version as string) as mistake
    from weights
    group by version
    having sum(weight) <> 1 or min(weight) < 0 or count(*) <> (select count(*) from indicators)
    union all
    select 'lead_weight_versions: exactly one version is active' as mistake
    from {{ ref('lead_weight_versions') }}
    having count(*) filter (where is_active) <> 1
    union all
    select
        'lead_indicators: bins or answers are missing, or are not asked for: '
        || indicator as mistake
    from indicators
    where
        (scoring = 'bins' and indicator not in (select bins.indicator from bins))
        or (scoring <> 'bins' and indicator in (select bins.indicator from bins))
        or (
            scoring = 'answers'
            and indicator not in (select answers.indicator from answers)
        )
    union all
    select
        'lead_bins: bins start at 0 (L2a at 1), and scores go one way from 1 to 10: '
        || indicator as mistake
    from bins
    group by indicator
    having
        min(lower_bound) > case when indicator = 'L2a' then 1 else 0 end
        or min(score) < 1
        or max(score) > 10
        or (bool_or(score > score_before) and bool_or(score < score_before))
    union all
    select 'lead_answers: scores lie between 1 and 10: ' || indicator || ' ' || answer as mistake
    from answers
    where score not between 1 and 10
    union all
    select 'lead_touches: a half-life is longer than nothing: ' || touch as mistake
    from {{ ref('lead_touches') }}
    where half_life_days <= 0
    union all
    select 'lead_grades: the lowest grade starts at 0' as mistake
    from {{ ref('lead_grades') }}
    having min(lower_bound) <> 0
    union all
    select 'lead_cells: there are nine cells, A1 to C3' as mistake
    from {{ ref('lead_cells') }}
    where left(fit_engagement_cell, 1) in ('A', 'B', 'C')
    having count(*) <> 9
    union all
    select 'lead_next_steps: the last row fits every lead' as mistake
    from {{ ref('lead_next_steps') }}
    where status = '%' and from_score = 1 and to_score = 10
    having count(*) = 0
    union all
    select 'sales_owners: an active owner needs a capacity above 0: ' || owner_id as mistake
    from {{ ref('sales_owners') }}
    where is_active and capacity <= 0
)

select mistake from mistakes
