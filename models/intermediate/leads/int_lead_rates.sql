-- grain: one row per scoring date and group of open leads that look alike
with open_groups as (
    select distinct
        scoring_date,
        origin,
        title_class,
        looks
    from {{ ref('int_lead_dates') }}
),

counts as (
    select * from {{ ref('int_lead_groups') }}
),

lead_rules as (
    select * from {{ ref('lead_rules') }}
),

base as (
    select
        scoring_date,
        cast(sum(closed_leads) as double) as closed_leads,
        (sum(won_leads) + 0.5e0) / (sum(closed_leads) + 1e0) as rate,
        cast(sum(judged_leads) as double) as judged_leads,
        sum(valid_leads) / nullif(cast(sum(judged_leads) as double), 0e0) as valid_rate
    from counts
    group by scoring_date
    having sum(closed_leads) > 0 or sum(judged_leads) > 0
),

{% for trait in ['origin', 'title_class', 'looks'] -%}
    -- (wins + k x base rate) / (n + k) of the leads that share one trait, as odds against the base
    by_{{ trait }} as (
        select
            counts.scoring_date,
            counts.{{ trait }},
            {{ odds(
                '(sum(counts.won_leads) + ' ~ lead_rule('lookalike_leads')
                ~ ' * max(base.rate)) / (sum(counts.closed_leads) + ' ~ lead_rule('lookalike_leads') ~ ')'
            ) }} / {{ odds('max(base.rate)') }} as lift,
            (
                sum(counts.valid_leads)
                + {{ lead_rule('valid_leads') }} * coalesce(max(base.valid_rate), 0e0)
            ) / (sum(counts.judged_leads) + {{ lead_rule('valid_leads') }}) as valid_rate
        from counts
        inner join base on counts.scoring_date = base.scoring_date
        group by counts.scoring_date, counts.{{ trait }}
    ),

{% endfor -%}
-- what the traits promise, each for itself
promised as (
    select
        open_groups.*,
        base.closed_leads as all_closed_leads,
        case when base.judged_leads > 0 then coalesce(by_origin.valid_rate, base.valid_rate) end
            as valid_rate,
        {{ odds('base.rate') }}
        * coalesce(by_origin.lift, 1e0)
        * coalesce(by_title_class.lift, 1e0)
        * coalesce(by_looks.lift, 1e0) as promised_odds,
        coalesce(counts.won_leads, 0) as won_leads,
        coalesce(counts.closed_leads, 0) as closed_leads
    from open_groups
    inner join base on open_groups.scoring_date = base.scoring_date
    {% for trait in ['origin', 'title_class', 'looks'] -%}
        left join by_{{ trait }}
            on
                open_groups.scoring_date = by_{{ trait }}.scoring_date
                and open_groups.{{ trait }} = by_{{ trait }}.{{ trait }}
    {% endfor -%}
    left join counts
        on
            open_groups.scoring_date = counts.scoring_date
            and open_groups.origin = counts.origin
            and open_groups.title_class = counts.title_class
            and open_groups.looks = counts.looks
),

-- the group itself, with the promise as its base rate
final as (
    select
        scoring_date,
        origin,
        title_class,
        looks,
        case
            when all_closed_leads > 0
                then
                    round(
                        (
                            won_leads
                            + {{ lead_rule('lookalike_group_leads') }}
                            * promised_odds / (1e0 + promised_odds)
                        ) / (closed_leads + {{ lead_rule('lookalike_group_leads') }}), 6
                    )
        end as win_rate,
        round(valid_rate, 6) as valid_rate
    from promised
)

select * from final
