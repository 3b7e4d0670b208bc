-- grain: one row per ageing account and healthy account that it is most like
with lookalikes as (
    select * from {{ ref('int_lookalikes') }}
),

traits as (
    select * from {{ ref('int_lookalike_traits') }}
),

families_bought as (
    select * from {{ ref('int_families_bought') }}
),

relation_rules as (
    select * from {{ ref('relation_rules') }}
),

done_plays as (
    select * from {{ ref('int_done_plays') }}
    where
        {{ days_between('done_on', as_of_date()) }}
        < {{ score_rule('lookalike_days', 'relation_rules') }}
),

-- what both were measured by, and where the healthy one is furthest ahead
ahead as (
    select
        lookalikes.account_id,
        lookalikes.lookalike_account_id,
        theirs.metric
    from lookalikes
    inner join traits as ours on lookalikes.account_id = ours.account_id
    inner join traits as theirs
        on lookalikes.lookalike_account_id = theirs.account_id and ours.metric = theirs.metric
    where theirs.z > ours.z
    qualify row_number() over (
        partition by lookalikes.account_id, lookalikes.lookalike_account_id
        order by theirs.weight * (theirs.z - ours.z) desc, theirs.metric asc
    ) = 1
),

bought as (
    select
        lookalikes.account_id,
        lookalikes.lookalike_account_id,
        {{ list_text('theirs.product_family') }} as families
    from lookalikes
    inner join families_bought as theirs
        on lookalikes.lookalike_account_id = theirs.account_id
    left join families_bought as ours
        on
            lookalikes.account_id = ours.account_id
            and theirs.product_family = ours.product_family
    where ours.account_id is null
    group by lookalikes.account_id, lookalikes.lookalike_account_id
),

played as (
    select
        lookalikes.account_id,
        lookalikes.lookalike_account_id,
        {{ list_text('theirs.play_id') }} as plays
    from lookalikes
    inner join done_plays as theirs on lookalikes.lookalike_account_id = theirs.account_id
    left join done_plays as ours
        on lookalikes.account_id = ours.account_id and theirs.play_id = ours.play_id
    where ours.account_id is null
    group by lookalikes.account_id, lookalikes.lookalike_account_id
),

final as (
    select
        lookalikes.account_id,
        cast(lookalikes.place as bigint) as place,
        lookalikes.lookalike_account_id,
        lookalikes.distance,
        cast(lookalikes.metrics as bigint) as metrics_compared,
        lookalikes.industry,
        lookalikes.size_band,
        lookalikes.signs,
        ahead.metric as ahead_in,
        bought.families as families_only_there,
        played.plays as plays_only_there
    from lookalikes
    left join ahead
        on
            lookalikes.account_id = ahead.account_id
            and lookalikes.lookalike_account_id = ahead.lookalike_account_id
    left join bought
        on
            lookalikes.account_id = bought.account_id
            and lookalikes.lookalike_account_id = bought.lookalike_account_id
    left join played
        on
            lookalikes.account_id = played.account_id
            and lookalikes.lookalike_account_id = played.lookalike_account_id
)

select * from final
