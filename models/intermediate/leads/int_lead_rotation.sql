-- grain: one row per kind of lead and slot of its pool of owners
with leads as (
    select * from {{ ref('int_lead_claims') }}
),

owners as (
    select * from {{ ref('int_lead_owners') }}
),

kinds as (
    select distinct
        territory,
        product_line,
        size_band
    from leads
),

-- who fits best: territory first, then product, then size; who takes everything fits less
fitting as (
    select
        kinds.territory,
        kinds.product_line,
        kinds.size_band,
        owners.owner_id,
        owners.capacity,
        {{ owner_fit('territory', 100, 10) }}
        + {{ owner_fit('product_line', 10, 1) }}
        + {{ owner_fit('size_band', 1, 0) }} as fit
    from kinds
    cross join owners
),

best as (
    select *
    from fitting
    qualify fit >= 0 and fit = max(fit) over (partition by territory, product_line, size_band)
),

pools as (
    select
        territory,
        product_line,
        size_band,
        owner_id,
        cast(sum(capacity) as int) as capacity
    from best
    group by territory, product_line, size_band, owner_id
),

turns as (
    select cast(counter.turn as int) as turn
    from range(0, 1000) as counter (turn)
),

-- every owner has as many slots as capacity, spread evenly over the round
final as (
    select
        pools.territory,
        pools.product_line,
        pools.size_band,
        pools.owner_id,
        row_number() over (
            partition by pools.territory, pools.product_line, pools.size_band
            order by
                (cast(turns.turn as double) + 0.5e0) / cast(pools.capacity as double) asc,
                pools.owner_id asc
        ) as slot,
        sum(1) over (partition by pools.territory, pools.product_line, pools.size_band) as slots
    from pools
    inner join turns on pools.capacity > turns.turn
)

select * from final
