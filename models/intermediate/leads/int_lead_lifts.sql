-- grain: one row per scoring date, trait of leads that look alike, and value of it
{% set traits = ['origin', 'title_class', 'looks'] %}

with counts as (
    select * from {{ ref('int_lead_groups') }}
),

priors as (
    select * from {{ ref('int_lead_priors') }}
),

lead_rules as (
    select * from {{ ref('lead_rules') }}
),

base as (
    select
        scoring_date,
        sum(closed_leads) as closed_leads,
        case
            when sum(closed_leads) > 0
                then (sum(won_leads) + 0.5e0) / (sum(closed_leads) + 1e0)
            else {{ lead_rule('assumed_win_rate') }}
        end as rate,
        sum(valid_leads) / nullif(cast(sum(judged_leads) as double), 0e0) as valid_rate
    from counts
    group by scoring_date
),

trait_counts as (
    {%- for trait in traits %}
        select
            scoring_date,
            '{{ trait }}' as trait,
            {{ trait }} as value,
            sum(closed_leads) as closed_leads,
            sum(won_leads) as won_leads,
            sum(judged_leads) as judged_leads,
            sum(valid_leads) as valid_leads
        from counts
        group by scoring_date, {{ trait }}
        {% if not loop.last %}union all{% endif %}
    {%- endfor %}
),

-- where wins are rare, the silence of few leads says little: the prior has the weight of one win
weighed as (
    select
        trait_counts.*,
        coalesce(priors.is_told, false) as is_told,
        base.rate as base_rate,
        base.closed_leads as all_closed_leads,
        {{ odds('base.rate') }} as base_odds,
        {{ odds('base.rate') }} * coalesce(priors.lift, 1e0) as prior_odds,
        greatest({{ lead_rule('lookalike_leads') }}, 1e0 / base.rate) as k,
        case
            when base.valid_rate is not null
                then
                    (trait_counts.valid_leads + {{ lead_rule('valid_leads') }} * base.valid_rate)
                    / (trait_counts.judged_leads + {{ lead_rule('valid_leads') }})
        end as valid_rate
    from trait_counts
    inner join base on trait_counts.scoring_date = base.scoring_date
    left join priors
        on trait_counts.trait = priors.trait and trait_counts.value = priors.value
),

-- (wins + k x prior rate) / (n + k) of the leads that share one trait, as odds against the base
final as (
    select
        scoring_date,
        trait,
        value,
        is_told,
        base_rate,
        all_closed_leads,
        valid_rate,
        round(
            {{ odds('(won_leads + k * prior_odds / (1e0 + prior_odds)) / (closed_leads + k)') }}
            / base_odds, 9
        ) as lift
    from weighed
)

select * from final
