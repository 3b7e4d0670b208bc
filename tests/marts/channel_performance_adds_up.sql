-- No lead and no amount is lost or doubled: the report holds all leads, all amounts won by leads
-- and all spend that has a rate of exchange.
with reported as (
    select
        coalesce(sum(leads), 0) as leads,
        coalesce(sum(usable_leads), 0) as usable_leads,
        sum(qualified) as qualified,
        sum(won) as won,
        sum(revenue) as revenue,
        coalesce(sum(spend), 0) as spend
    from {{ ref('rpt_channel_performance') }}
),

leads as (
    select
        count(*) as leads,
        count(*) filter (where is_usable) as usable_leads,
        count(qualified_at) as qualified,
        count(won_at) as won
    from {{ ref('fct_leads') }}
),

deals as (
    select sum(won_amount) as revenue
    from {{ ref('int_lead_deals') }}
    where is_won
),

spend as (
    select
        coalesce(
            sum({{ to_base_amount('spend.amount', 'currency_rates.rate_to_base') }}), 0
        ) as spend
    from {{ ref('stg_marketing__spend') }} as spend
    inner join {{ ref('int_currency_rates') }} as currency_rates
        on
            coalesce(spend.currency, '{{ var("base_currency") }}') = currency_rates.currency
            and spend.spend_date >= currency_rates.valid_from
            and spend.spend_date < currency_rates.valid_to
)

select
    reported.*,
    leads.leads as all_leads,
    deals.revenue as all_revenue,
    spend.spend as all_spend
from reported
cross join leads
cross join deals
cross join spend
where
    reported.leads <> leads.leads
    or reported.usable_leads <> leads.usable_leads
    or coalesce(reported.qualified, 0) <> leads.qualified
    or coalesce(reported.won, 0) <> leads.won
    or coalesce(reported.revenue, 0) <> coalesce(deals.revenue, 0)
    or reported.spend <> spend.spend
