-- grain: one row per month of conversion, channel and attribution model
with credits as (
    select * from {{ ref('int_attribution_credits') }}
),

outcomes as (
    select * from {{ ref('int_outcomes') }}
),

channels as (
    select * from {{ ref('int_attribution_channels') }}
),

month_totals as (
    select
        month,
        min(outcome) as conversion_type,
        count(*) as conversions,
        sum(amount) as amount
    from outcomes
    where is_conversion
    group by month
),

gathered as (
    select
        path_channel,
        count(*) as channels
    from channels
    where channel <> path_channel
    group by path_channel
),

running as (
    select
        credits.month,
        credits.channel,
        credits.model,
        credits.amount_units,
        sum(credits.conversion_units) over so_far as conversion_units_so_far,
        sum(credits.conversion_units) over whole as all_conversion_units,
        sum(credits.amount_units) over so_far as amount_units_so_far,
        sum(credits.amount_units) over whole as all_amount_units
    from credits
    window
        whole as (partition by credits.month, credits.model),
        so_far as (
            partition by credits.month, credits.model order by credits.channel
            rows between unbounded preceding and current row
        )
),

-- What is rounded is the running total, and a credit is the step from one to the next: so credits
-- add up exactly, and none is off by more than one in its last digit.
rounded as (
    select
        running.month,
        running.channel,
        running.model,
        month_totals.conversion_type,
        running.amount_units is not null as has_amount,
        floor(
            cast(running.conversion_units_so_far as double) / running.all_conversion_units
            * month_totals.conversions * 1e6 + 0.5e0
        ) as conversions_so_far,
        coalesce(floor(
            cast(running.amount_units_so_far as double) / nullif(running.all_amount_units, 0)
            * cast(month_totals.amount as double) * 1e2 + 0.5e0
        ), 0) as amount_so_far
    from running
    inner join month_totals on running.month = month_totals.month
),

stepped as (
    select
        *,
        conversions_so_far - coalesce(lag(conversions_so_far) over (
            partition by month, model order by channel
        ), 0) as conversion_millionths,
        amount_so_far - coalesce(lag(amount_so_far) over (
            partition by month, model order by channel
        ), 0) as amount_cents
    from rounded
),

final as (
    select
        stepped.month,
        stepped.channel,
        stepped.model,
        cast(stepped.conversion_millionths / 1e6 as decimal(18, 6)) as conversions,
        case when stepped.has_amount then cast(stepped.amount_cents / 1e2 as decimal(18, 2)) end
            as amount,
        stepped.conversion_type,
        coalesce(gathered.channels, 0) as channels_grouped
    from stepped
    left join gathered on stepped.channel = gathered.path_channel
)

select * from final
