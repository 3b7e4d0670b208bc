-- grain: one row per channel that money was spent on in the period that counts
with quality as (
    select *
    from {{ ref('rpt_channel_quality') }}
    where spend > 0
),

rules as (
    select
        max(value) filter (where rule = 'confidence_z') as confidence_z,
        max(value) filter (where rule = 'shift_share') as shift_share
    from {{ ref('channel_rules') }}
),

-- A channel is compared with the other paid ones together.
compared as (
    select
        *,
        sum(leads) over () - leads as other_leads,
        sum(won) over () - won as other_won,
        sum(spend) over () - spend as other_spend,
        sum(revenue) over () - revenue as other_revenue
    from quality
),

costed as (
    select
        compared.*,
        {{ amount_by('compared.spend', 'compared.leads * compared.won_rate_high') }}
            as cost_per_won_low,
        {{ amount_by('compared.spend', 'compared.leads * compared.won_rate_low') }}
            as cost_per_won_high,
        {{ amount_by('compared.other_spend', 'compared.other_leads * ' ~ wilson_bound(
            'compared.other_won', 'compared.other_leads', 'rules.confidence_z', '+'
        )) }} as other_cost_low,
        {{ amount_by('compared.other_spend', 'compared.other_leads * ' ~ wilson_bound(
            'compared.other_won', 'compared.other_leads', 'rules.confidence_z', '-'
        )) }} as other_cost_high,
        {{ rate_of('compared.revenue', 'compared.spend') }} as roas,
        {{ rate_of('compared.other_revenue', 'compared.other_spend') }} as other_roas,
        rules.shift_share
    from compared
    cross join rules
),

-- Only where the intervals lie apart is there a difference to act on; and not where the money that
-- came back says the contrary.
judged as (
    select
        *,
        case
            when cost_per_won_high < other_cost_low and coalesce(roas < other_roas, false)
                then 'mixed'
            when cost_per_won_low > other_cost_high and coalesce(roas > other_roas, false)
                then 'mixed'
            when cost_per_won_high < other_cost_low then 'raise'
            when cost_per_won_low > other_cost_high then 'lower'
            else 'not enough data'
        end as verdict
    from costed
),

movable as (
    select
        *,
        case
            when verdict in ('raise', 'lower')
                then floor(cast(spend as double) * shift_share * 1e2 + 0.5e0)
        end as cents
    from judged
),

-- What one side can give and the other can take; running totals are rounded, so both add up.
shared as (
    select
        *,
        nullif(least(
            sum(case when verdict = 'raise' then cents else 0 end) over (),
            sum(case when verdict = 'lower' then cents else 0 end) over ()
        ), 0) / sum(cents) over (partition by verdict) as moved_share,
        sum(cents) over (
            partition by verdict order by channel rows between unbounded preceding and current row
        ) as cents_so_far
    from movable
),

final as (
    select
        channel,
        spend,
        leads,
        won,
        cost_per_won,
        cost_per_won_low,
        cost_per_won_high,
        other_cost_low,
        other_cost_high,
        roas,
        other_roas,
        verdict,
        cast((
            floor(cents_so_far * moved_share + 0.5e0)
            - floor((cents_so_far - cents) * moved_share + 0.5e0)
        ) / case when verdict = 'lower' then -1e2 else 1e2 end as decimal(18, 2))
            as suggested_spend_change
    from shared
)

select * from final
