-- grain: one row per account id and tag whose state differs from last night
{{ config(materialized='view') }}

with account_tags as (
    select * from {{ ref('int_account_tags') }}
    where rule_set = 'tonight'
),

memory as (
    select * from {{ ref('int_tag_memory') }}
    where state in ('on', 'lapsed')
),

facts as (
    select * from {{ ref('int_tag_facts') }}
),

rules as (
    select * from {{ ref('int_tag_rules') }}
    where rule_set = 'tonight'
),

patterns as (
    select * from {{ ref('int_tag_patterns') }}
    where not is_on
),

tonight as (
    select
        account_id,
        tag,
        case
            when is_on then 'on'
            when is_lapsed and not is_by_hand then 'lapsed'
            when is_on is null then 'unknown'
            else 'off'
        end as state,
        is_by_hand,
        deciding_metric
    from account_tags
),

compared as (
    select
        coalesce(tonight.account_id, memory.account_id) as account_id,
        coalesce(tonight.tag, memory.tag) as tag,
        coalesce(tonight.state, 'off') as state,
        coalesce(memory.state, 'off') as last_state,
        coalesce(tonight.is_by_hand, false) as is_by_hand,
        tonight.deciding_metric
    from tonight
    full outer join memory
        on tonight.account_id = memory.account_id and tonight.tag = memory.tag
),

-- only what is or was on is news: between off and unknown nobody sees a difference
moved as (
    select *
    from compared
    where
        state <> last_state
        and (state = 'on' or last_state = 'on' or last_state = 'lapsed')
),

went_off as (
    select distinct
        moved.account_id,
        moved.tag,
        rules.rule_no,
        rules.word_no,
        rules.mask
    from moved
    inner join rules on moved.tag = rules.tag
    where moved.state = 'off' and not moved.is_by_hand
),

failed as (
    select
        went_off.account_id,
        went_off.tag,
        patterns.deciding_metric
    from went_off
    left join facts
        on went_off.account_id = facts.account_id and went_off.word_no = facts.word_no
    inner join patterns
        on
            went_off.rule_no = patterns.rule_no
            and (coalesce(facts.known_bits, 0) & went_off.mask) = patterns.known_bits
            and (coalesce(facts.met_bits, 0) & went_off.mask) = patterns.met_bits
),

final as (
    select
        moved.account_id,
        moved.tag,
        moved.state,
        moved.last_state = 'on' as was_on,
        moved.is_by_hand,
        case
            when moved.is_by_hand then 'manual'
            else coalesce(moved.deciding_metric, failed.deciding_metric)
        end as top_factor
    from moved
    left join failed on moved.account_id = failed.account_id and moved.tag = failed.tag
)

select * from final
