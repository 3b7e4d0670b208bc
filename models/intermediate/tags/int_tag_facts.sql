-- grain: one row per account and word of conditions
-- Two sums of powers of two say which of its conditions are known and which are met: so an account
-- needs a few numbers and not a row a condition.
with metrics as (
    select * from {{ ref('int_tag_metrics') }}
    where status = 'known'
),

rules as (
    select
        *,
        ';' || value || ';' as choices
    from {{ ref('int_tag_rules') }}
),

judged as (
    select
        metrics.account_id,
        rules.word_no,
        rules.condition_bit,
        case
            when rules.operator in ('is_known', 'is_unknown') then rules.operator = 'is_known'
            when rules.is_category
                then
                    case rules.operator
                        when '=' then metrics.value_text = rules.value
                        when '<>' then metrics.value_text <> rules.value
                        when 'in' then instr(rules.choices, ';' || metrics.value_text || ';') > 0
                        when 'not_in'
                            then instr(rules.choices, ';' || metrics.value_text || ';') = 0
                    end
            else
                case rules.operator
                    when '>=' then metrics.value_number >= rules.threshold
                    when '>' then metrics.value_number > rules.threshold
                    when '<' then metrics.value_number < rules.threshold
                    when '<=' then metrics.value_number <= rules.threshold
                    when '=' then metrics.value_number = rules.threshold
                    when '<>' then metrics.value_number <> rules.threshold
                end
        end as is_met
    from metrics
    inner join rules on metrics.metric = rules.metric
),

final as (
    select
        account_id,
        word_no,
        cast(sum(condition_bit) as bigint) as known_bits,
        cast(coalesce(sum(condition_bit) filter (where is_met), 0) as bigint) as met_bits
    from judged
    where is_met is not null
    group by account_id, word_no
)

select * from final
