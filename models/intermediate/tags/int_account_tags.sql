-- grain: one row per rule set, account and tag that is on, unknown, lapsed or set by hand
with attributes as (
    select account_id from {{ ref('int_account_attributes') }}
    where not is_test
),

masks as (
    select distinct
        rule_no,
        rule_set,
        tag,
        word_no,
        mask
    from {{ ref('int_tag_rules') }}
),

facts as (
    select * from {{ ref('int_tag_facts') }}
),

patterns as (
    select * from {{ ref('int_tag_patterns') }}
),

settings as (
    select * from {{ ref('int_tag_settings') }}
),

lapsed as (
    select * from {{ ref('int_tag_memory') }}
    where has_lapsed
),

words as (
    select distinct word_no from masks
),

account_words as (
    select
        attributes.account_id,
        words.word_no,
        coalesce(facts.known_bits, 0) as known_bits,
        coalesce(facts.met_bits, 0) as met_bits
    from attributes
    cross join words
    left join facts
        on attributes.account_id = facts.account_id and words.word_no = facts.word_no
),

by_rule as (
    select
        account_words.account_id,
        patterns.rule_set,
        patterns.tag,
        patterns.is_on,
        patterns.any_of_group,
        patterns.deciding_metric
    from account_words
    inner join masks on account_words.word_no = masks.word_no
    inner join patterns
        on
            masks.rule_no = patterns.rule_no
            and (account_words.known_bits & masks.mask) = patterns.known_bits
            and (account_words.met_bits & masks.mask) = patterns.met_bits
    where patterns.is_on is distinct from false
),

by_hand as (
    select
        masks.rule_set,
        settings.account_id,
        settings.tag,
        settings.is_on,
        settings.goes_first
    from settings
    inner join attributes on settings.account_id = attributes.account_id
    inner join masks on settings.tag = masks.tag
),

met as (
    select
        coalesce(by_rule.rule_set, by_hand.rule_set) as rule_set,
        coalesce(by_rule.account_id, by_hand.account_id) as account_id,
        coalesce(by_rule.tag, by_hand.tag) as tag,
        -- where the rule has no row it says no
        case when by_rule.tag is null then false else by_rule.is_on end as holds,
        by_hand.is_on as is_set_on,
        by_hand.goes_first,
        by_rule.any_of_group,
        by_rule.deciding_metric
    from by_rule
    full outer join by_hand
        on
            by_rule.rule_set = by_hand.rule_set
            and by_rule.account_id = by_hand.account_id
            and by_rule.tag = by_hand.tag
),

final as (
    select
        met.rule_set,
        met.account_id,
        met.tag,
        case
            when met.is_set_on is not null and (met.goes_first or met.holds is null)
                then met.is_set_on
            when met.holds and lapsed.tag is not null then false
            else met.holds
        end as is_on,
        coalesce(met.is_set_on is not null and (met.goes_first or met.holds is null), false)
            as is_by_hand,
        coalesce(met.holds and lapsed.tag is not null, false) as is_lapsed,
        met.holds as holds_by_rule,
        met.any_of_group,
        met.deciding_metric
    from met
    left join lapsed on met.account_id = lapsed.account_id and met.tag = lapsed.tag
)

select * from final
