-- grain: one row per account and tag that its rule puts on, with the values that did it
{{ config(materialized='view') }}

with account_tags as (
    select * from {{ ref('int_account_tags') }}
    where rule_set = 'tonight' and is_on and not is_by_hand
),

-- where a rule says itself what the value is, or that there is none, it need not be looked up
rules as (
    select
        *,
        count(*) over (partition by tag, any_of_group) as conditions,
        operator = 'is_unknown' or (is_category and operator = '=') as is_told
    from {{ ref('int_tag_rules') }}
    where rule_set = 'tonight'
),

metrics as (
    select * from {{ ref('int_tag_metrics') }}
    where
        metric in (
            select rules.metric from rules
            where not rules.is_told
        )
),

metric_units as (
    select
        metric,
        unit = 'base currency' as is_money
    from {{ ref('metrics') }}
),

-- the group that holds
met as (
    select
        account_tags.account_id,
        account_tags.tag,
        rules.condition_no,
        rules.conditions,
        rules.metric,
        rules.operator,
        nullif(rules.value, '-') as value,
        rules.is_told,
        coalesce(metric_units.is_money, false) as is_money
    from account_tags
    inner join rules
        on
            account_tags.tag = rules.tag
            and account_tags.any_of_group = rules.any_of_group
    left join metric_units on rules.metric = metric_units.metric
),

worded as (
    select
        met.account_id,
        met.tag,
        met.condition_no,
        met.conditions,
        concat_ws(
            ' ',
            met.metric,
            coalesce(
                metrics.value_text, {{ number_text('metrics.value_number', 'met.is_money') }}
            ),
            met.operator,
            met.value
        ) as words
    from met
    inner join metrics
        on met.account_id = metrics.account_id and met.metric = metrics.metric
    where not met.is_told
    union all
    select
        account_id,
        tag,
        condition_no,
        conditions,
        concat_ws(' ', metric, operator, value) as words
    from met
    where is_told
),

-- most tags have one condition, and nothing to join
final as (
    select
        account_id,
        tag,
        words as evidence
    from worded
    where conditions = 1
    union all
    select
        account_id,
        tag,
        {{ joined_text('words', ' and ', 'condition_no') }} as evidence
    from worded
    where conditions > 1
    group by account_id, tag
)

select * from final
