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
    where value < 0 or (rule = 'duplicate_key_leads' and value < 2)
    union all
    select 'lead_rules: a rule is missing' as mistake
    from lead_rules
    having count(*) < 3
)

select mistake from mistakes
