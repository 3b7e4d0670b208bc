-- Every tier promises something. Fails with one row per tier that doesn't.
with tier_bands as (
    select * from {{ ref('tier_bands') }}
),

attainment as (
    select * from {{ ref('rpt_benefit_attainment') }}
)

select tier_bands.tier
from tier_bands
left join attainment on tier_bands.tier = attainment.tier
where attainment.tier is null
