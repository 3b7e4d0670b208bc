-- grain: one row per account and tag that its rule puts on, with the values that did it
with account_tags as (
    select * from {{ ref('int_account_tags') }}
    where rule_set = 'tonight' and is_on and not is_by_hand
),

rules as (
    select
        *,
        count(*) over (partition by tag, any_of_group) as conditions
    from {{ ref('int_tag_rules') }}
    where rule_set = 'tonight'
),

metrics as (
    select * from {{ ref('int_tag_metrics') }}
),

metric_units as (
    select
        metric,
        unit = 'base currency' as is_money
    from {{ ref('metrics') }}
),

-- the group that holds; an account without a row of the metric is one of whom it is unknown
met as (
    select
        account_tags.account_id,
        account_tags.tag,
        rules.condition_no,
        rules.conditions,
        rules.metric,
        rules.operator,
        rules.value,
        rules.is_category and rules.operator = '=' as is_its_value,
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
            case
                when not met.is_its_value
                    then coalesce(
                        metrics.value_text,
                        {{ number_text('metrics.value_number', 'met.is_money') }}
                    )
            end,
            met.operator,
            nullif(met.value, '-')
        ) as words
    from met
    inner join metrics
        on met.account_id = metrics.account_id and met.metric = metrics.metric
    where met.operator <> 'is_unknown'
    union all
    select
        account_id,
        tag,
        condition_no,
        conditions,
        metric || ' is_unknown' as words
    from met
    where operator = 'is_unknown'
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
