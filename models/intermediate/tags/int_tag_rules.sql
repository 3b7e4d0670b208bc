-- grain: one row per rule set, tag, group and condition that are worked out tonight
-- Last night's rules are worked out again where they differ. What they give on tonight's data is
-- the customer's doing, the rest is that of the rules.
with conditions as (
    select * from {{ ref('int_tag_conditions') }}
    where rule_set = 'tonight' or is_changed
),

metrics as (
    select * from {{ ref('metrics') }}
),

numbered as (
    select
        *,
        row_number() over (
            order by rule_set desc, tag asc, any_of_group asc, condition_no asc
        ) - 1 as place,
        dense_rank() over (order by rule_set desc, tag asc) as rule_no
    from conditions
),

-- The conditions of a tag lie in one word of 62 bits; every 40 conditions a new word begins.
placed as (
    select
        *,
        cast(floor(min(place) over (partition by rule_set, tag) / 40e0) as bigint) as word_no
    from numbered
),

final as (
    select
        cast(placed.rule_no as int) as rule_no,
        placed.rule_set,
        placed.tag,
        placed.any_of_group,
        placed.condition_no,
        placed.metric,
        placed.operator,
        placed.value,
        coalesce(metrics.unit = 'category', false) as is_category,
        cast(try_cast(placed.value as decimal(28, 6)) as double) as threshold,
        placed.word_no,
        cast(power(2, placed.place - 40 * placed.word_no) as bigint) as condition_bit,
        cast(
            sum(power(2, placed.place - 40 * placed.word_no)) over (
                partition by placed.rule_set, placed.tag
            ) as bigint
        ) as mask
    from placed
    left join metrics on placed.metric = metrics.metric
)

select * from final
