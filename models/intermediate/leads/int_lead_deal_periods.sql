-- grain: one row per opportunity that names its lead, and period in which the CRM said the same
with all_versions as (
    {{ vendor_rows('crm', 'opportunities') }}
),

stage_outcomes as (
    select * from {{ ref('stage_outcomes') }}
),

currency_rates as (
    select * from {{ ref('int_currency_rates') }}
),

versions as (
    select * from all_versions
    where lead_id is not null and not coalesce(is_deleted, false)
),

{{ version_periods('versions', ['source_system', 'opportunity_id']) }},

final as (
    select
        {{ lead_key('periods') }} as lead_key,
        periods.source_system || ':' || periods.opportunity_id as deal_key,
        periods.valid_from,
        periods.valid_to,
        {{ local_date('periods.created_at') }} as created_on,
        case
            when periods.is_known
                then {{ to_base_amount('periods.amount', 'currency_rates.rate_to_base') }}
        end as amount,
        case
            when not periods.is_known or periods.competitor is null then null
            when {{ lower_case('periods.competitor') }} in ('none', '无') then 0
            else
                length(periods.competitor) - length(replace(periods.competitor, ';', '')) + 1
        end as rivals,
        coalesce(periods.is_preferred, false) as is_preferred,
        periods.is_known
        and coalesce(periods.is_won, stage_outcomes.outcome = 'won', false) as is_won,
        periods.is_known
        and not coalesce(periods.is_won, stage_outcomes.outcome = 'won', false)
        and coalesce(periods.is_closed, stage_outcomes.outcome = 'lost', false) as is_lost,
        case when periods.updated_at is null then {{ local_date('periods.closed_at') }} end
            as self_dated_closed_on
    from periods
    left join stage_outcomes
        on {{ stage_spelling('periods.stage') }} = stage_outcomes.spelling
    left join currency_rates
        on
            coalesce(periods.currency, '{{ var("base_currency") }}') = currency_rates.currency
            and {{ local_date('periods.created_at') }} >= currency_rates.valid_from
            and {{ local_date('periods.created_at') }} < currency_rates.valid_to
)

select * from final
