-- grain: one row per conversion, or opportunity lost by an account, as of the date
with opportunities as (
    select * from {{ ref('int_opportunities') }}
),

orders as (
    select * from {{ ref('int_orders') }}
),

attribution_conversions as (
    select * from {{ ref('attribution_conversions') }}
),

conversions as (
    select
        'won_opportunity' as outcome,
        source_system || ':' || opportunity_id as outcome_key,
        account_id,
        won_on as happened_on,
        amount
    from opportunities
    where is_won
    union all
    select
        'first_order' as outcome,
        source_system || ':' || order_id as outcome_key,
        account_id,
        ordered_on as happened_on,
        net_amount as amount
    from orders
    where is_counted and account_id is not null
    qualify
        row_number() over (
            partition by account_id order by ordered_at, source_system, order_id
        ) = 1
),

-- A deal may be there as an opportunity and as an order: one kind counts, the first that happened.
counted_kind as (
    select
        min_by(
            attribution_conversions.conversion_type, attribution_conversions.priority
        ) as outcome
    from attribution_conversions
    inner join conversions on attribution_conversions.conversion_type = conversions.outcome
),

lost as (
    select
        'lost_opportunity' as outcome,
        source_system || ':' || opportunity_id as outcome_key,
        account_id,
        {{ local_date('coalesce(closed_at, stage_entered_at, created_at)') }} as happened_on
    from opportunities
    where is_closed and not is_won and account_id is not null
),

final as (
    select
        conversions.outcome || ':' || conversions.outcome_key as outcome_id,
        conversions.outcome,
        true as is_conversion,
        conversions.account_id,
        conversions.happened_on,
        cast(date_trunc('month', conversions.happened_on) as date) as month,
        conversions.amount
    from conversions
    inner join counted_kind on conversions.outcome = counted_kind.outcome
    union all
    select
        outcome || ':' || outcome_key as outcome_id,
        outcome,
        false as is_conversion,
        account_id,
        happened_on,
        cast(date_trunc('month', happened_on) as date) as month,
        cast(null as decimal(18, 2)) as amount
    from lost
)

select * from final
