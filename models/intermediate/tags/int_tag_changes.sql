-- grain: one row per account id and tag whose state changed tonight, with the cause
with moves as (
    select * from {{ ref('int_tag_moves') }}
),

account_tags as (
    select * from {{ ref('int_account_tags') }}
    where rule_set = 'last_night'
),

conditions as (
    select * from {{ ref('int_tag_conditions') }}
),

tags as (
    select * from {{ ref('tags') }}
),

memory as (
    select distinct account_id from {{ ref('int_tag_memory') }}
),

redirects as (
    select * from {{ ref('int_account_redirects') }}
),

setting_changes as (
    select * from {{ ref('int_setting_changes') }}
),

scores as (
    select * from {{ ref('int_account_scores') }}
),

rules as (
    select * from {{ ref('int_rules_version') }}
    where object = 'tags'
),

-- without rules of last night there is nothing that they could have changed from
changed_rules as (
    select distinct tag from conditions
    where
        is_changed
        and exists (
            select rows_of_last_night.tag
            from conditions as rows_of_last_night
            where rows_of_last_night.rule_set = 'last_night'
        )
),

settings as (
    select
        count(*) filter (where cause = 'sources_changed') > 0 as have_sources_changed,
        count(*) filter (
            where cause = 'rules_changed'
            and item in ('value', 'rfm', 'lifecycle', 'pareto', 'activity')
        ) > 0 as have_models_changed
    from setting_changes
),

merged as (
    select account_id from redirects
    where changed_on = {{ as_of_date() }}
    union
    select old_account_id as account_id from redirects
),

caused as (
    select
        moves.*,
        case
            when merged.account_id is not null then 'merged'
            when
                changed_rules.tag is not null
                and coalesce(account_tags.is_on, false) = moves.was_on
                then 'rules_changed'
            when memory.account_id is null then 'first'
            when settings.have_models_changed and tags.origin = 'model' and not moves.is_by_hand
                then 'rules_changed'
            when settings.have_sources_changed then 'sources_changed'
            else 'customer_changed'
        end as cause
    from moves
    cross join settings
    left join merged on moves.account_id = merged.account_id
    left join changed_rules on moves.tag = changed_rules.tag
    left join account_tags
        on moves.account_id = account_tags.account_id and moves.tag = account_tags.tag
    left join memory on moves.account_id = memory.account_id
    left join tags on moves.tag = tags.tag
),

final as (
    select
        {{ as_of_date() }} as as_of_date,
        'tag' as object,
        caused.account_id,
        caused.tag as item,
        caused.state as value_text,
        scores.value_score as value_number,
        caused.cause,
        caused.top_factor,
        rules.rules_version
    from caused
    cross join rules
    left join scores on caused.account_id = scores.account_id
)

select * from final
