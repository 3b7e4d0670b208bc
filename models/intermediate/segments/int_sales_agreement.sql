-- grain: one row per model whose segments have an order and whose accounts sales has ranked
with metrics as (
    select * from {{ ref('int_account_metrics') }}
    where metric = 'sales_rank' and value_number is not null
),

members as (
    select * from {{ ref('int_segment_members') }}
),

segment_models as (
    select * from {{ ref('segment_models') }}
    where is_ordered
),

segment_plays as (
    select * from {{ ref('segment_plays') }}
),

cells as (
    select
        members.model,
        metrics.value_number as sales_rank,
        segment_plays.position as place,
        count(*) as accounts
    from metrics
    inner join members on metrics.account_id = members.account_id
    inner join segment_models on members.model = segment_models.model
    inner join segment_plays
        on members.model = segment_plays.model and members.segment = segment_plays.segment
    group by members.model, metrics.value_number, segment_plays.position
),

ranks as (
    select
        model,
        sales_rank,
        sum(accounts) as accounts
    from cells
    group by model, sales_rank
),

places as (
    select
        model,
        place,
        sum(accounts) as accounts
    from cells
    group by model, place
),

-- every rank meets every place, so that pairs are counted cell by cell and never account by account
grid as (
    select
        ranks.model,
        ranks.sales_rank,
        places.place,
        ranks.accounts as rank_accounts,
        places.accounts as place_accounts,
        coalesce(cells.accounts, 0) as accounts
    from ranks
    inner join places on ranks.model = places.model
    left join cells
        on
            ranks.model = cells.model
            and ranks.sales_rank = cells.sales_rank
            and places.place = cells.place
),

better_ranked as (
    select
        *,
        sum(accounts) over (partition by model) as sum_accounts,
        coalesce(sum(accounts) over (
            partition by model, place order by sales_rank
            rows between unbounded preceding and 1 preceding
        ), 0) as better
    from grid
),

paired as (
    select
        *,
        cast(coalesce(sum(better) over (
            partition by model, sales_rank order by place
            rows between unbounded preceding and 1 preceding
        ), 0) as double) as in_order,
        cast(coalesce(sum(better) over (
            partition by model, sales_rank order by place
            rows between 1 following and unbounded following
        ), 0) as double) as out_of_order
    from better_ranked
),

sums as (
    select
        model,
        sum(accounts) as accounts,
        sum(accounts * in_order) - sum(accounts * out_of_order) as balance,
        sum(accounts * cast(sum_accounts - rank_accounts as double)) as rank_pairs,
        sum(accounts * cast(sum_accounts - place_accounts as double)) as place_pairs
    from paired
    group by model
),

-- of the pairs, both ways, those that an order can tell apart
final as (
    select
        model,
        cast(accounts as bigint) as accounts,
        {{ rate_of('2 * balance', 'sqrt(rank_pairs * place_pairs)') }} as tau_b
    from sums
)

select * from final
