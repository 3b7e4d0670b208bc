-- grain: one row per rule and pattern of known and met conditions that some account shows
-- Many accounts, few patterns: the logic of three values is worked out once for each pattern.
with facts as (
    select * from {{ ref('int_tag_facts') }}
),

rules as (
    select * from {{ ref('int_tag_rules') }}
),

masks as (
    select distinct
        rule_no,
        word_no,
        mask
    from rules
),

-- 0 and 0 are those of whom nothing is known
patterns as (
    select
        masks.rule_no,
        facts.known_bits & masks.mask as known_bits,
        facts.met_bits & masks.mask as met_bits
    from facts
    inner join masks on facts.word_no = masks.word_no
    union
    select
        rule_no,
        cast(0 as bigint) as known_bits,
        cast(0 as bigint) as met_bits
    from masks
),

conditions as (
    select
        patterns.*,
        rules.rule_set,
        rules.tag,
        rules.any_of_group,
        rules.condition_no,
        rules.metric,
        case
            when (patterns.known_bits & rules.condition_bit) <> 0
                then (patterns.met_bits & rules.condition_bit) <> 0
            when rules.operator = 'is_unknown' then true
            when rules.operator = 'is_known' then false
        end as is_met
    from patterns
    inner join rules on patterns.rule_no = rules.rule_no
),

-- AND: one that fails decides, then one that is unknown
any_of_groups as (
    select
        rule_no,
        rule_set,
        tag,
        known_bits,
        met_bits,
        any_of_group,
        case
            when count(*) filter (where not is_met) > 0 then false
            when count(*) filter (where is_met is null) > 0 then null
            else true
        end as holds,
        min_by(metric, condition_no) filter (where not is_met) as failed_metric,
        min_by(metric, condition_no) filter (where is_met is null) as missing_metric,
        max_by(metric, condition_no) filter (where is_met) as met_metric
    from conditions
    group by rule_no, rule_set, tag, known_bits, met_bits, any_of_group
),

-- OR: one that holds decides, then one that is unknown
decided as (
    select
        rule_no,
        rule_set,
        tag,
        known_bits,
        met_bits,
        case
            when count(*) filter (where holds) > 0 then true
            when count(*) filter (where holds is null) > 0 then null
            else false
        end as is_on,
        min(any_of_group) filter (where holds) as any_of_group,
        min_by(met_metric, any_of_group) filter (where holds) as met_metric,
        min_by(missing_metric, any_of_group) filter (where holds is null) as missing_metric,
        min_by(failed_metric, any_of_group) filter (where not holds) as failed_metric
    from any_of_groups
    group by rule_no, rule_set, tag, known_bits, met_bits
),

final as (
    select
        rule_no,
        rule_set,
        tag,
        known_bits,
        met_bits,
        is_on,
        any_of_group,
        case
            when is_on then met_metric
            when is_on is null then missing_metric
            else failed_metric
        end as deciding_metric
    from decided
)

select * from final
