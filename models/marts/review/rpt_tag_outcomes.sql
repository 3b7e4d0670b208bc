-- grain: one row per active tag
with tags as (
    select * from {{ ref('dim_tags') }}
    where is_active
),

sides as (
    select * from {{ ref('int_tag_sides') }}
),

history as (
    select * from {{ ref('customer_tag_history') }}
),

months as (
    select * from {{ ref('int_months') }}
    where months_ago in (0, 1, 12)
),

signal_rules as (
    select * from {{ ref('signal_rules') }}
),

measured as (
    select
        *,
        {{ score_rule('ready_accounts', 'signal_rules') }} as min_accounts
    from sides
),

-- A number of accounts that is too small divides nothing.
rated as (
    select
        tag,
        side,
        {%- for value, name, divided_by in [
            ('revenue_amount', 'revenue_per_account_amount', amount_by),
            ('acquisition_amount', 'acquisition_cost_per_account_amount', amount_by),
            ('service_amount', 'service_cost_per_account_amount', amount_by),
            ('kept', 'retention_rate', rate_of),
            ('nps_score', 'nps_score', rate_of),
            ('csat_score', 'csat_score', rate_of),
        ] %}
            {{ divided_by(
                'sum(' ~ value ~ ')',
                'case when count(' ~ value ~ ') >= max(min_accounts) then count(' ~ value ~ ') end'
            ) }} as {{ name }},
        {%- endfor %}
        count(*) as accounts
    from measured
    group by tag, side
),

-- before the first night nobody knows who had a tag
trends as (
    select
        {%- for name, months_ago in [
            ('tagged_accounts', 0), ('tagged_accounts_1m_ago', 1), ('tagged_accounts_12m_ago', 12)
        ] %}
            case
                when
                    min(min(history.valid_from)) over ()
                    <= max(months.observed_on) filter (where months.months_ago = {{ months_ago }})
                    then count(*) filter (
                        where months.months_ago = {{ months_ago }}
                        and history.valid_from <= months.observed_on
                        and coalesce(history.valid_to > months.observed_on, true)
                    )
            end as {{ name }},
        {%- endfor %}
        history.tag
    from history
    cross join months
    group by history.tag
),

final as (
    select
        tags.tag,
        {{ as_of_date() }} as as_of_date,
        cast(coalesce(tagged.accounts, 0) as bigint) as accounts,
        cast(coalesce(untagged.accounts, 0) as bigint) as other_accounts,
        {{ rate_of(
            'coalesce(tagged.accounts, 0)',
            'coalesce(tagged.accounts, 0) + coalesce(untagged.accounts, 0)'
        ) }} as share,
        tagged.revenue_per_account_amount,
        untagged.revenue_per_account_amount as other_revenue_per_account_amount,
        tagged.retention_rate,
        untagged.retention_rate as other_retention_rate,
        {{ rate_of('tagged.retention_rate', 'untagged.retention_rate') }} as lift,
        tagged.nps_score,
        untagged.nps_score as other_nps_score,
        tagged.csat_score,
        untagged.csat_score as other_csat_score,
        tagged.acquisition_cost_per_account_amount,
        untagged.acquisition_cost_per_account_amount as other_acquisition_cost_per_account_amount,
        tagged.service_cost_per_account_amount,
        untagged.service_cost_per_account_amount as other_service_cost_per_account_amount,
        cast(coalesce(trends.tagged_accounts, 0) as bigint) as tagged_accounts,
        cast(trends.tagged_accounts_1m_ago as bigint) as tagged_accounts_1m_ago,
        cast(trends.tagged_accounts_12m_ago as bigint) as tagged_accounts_12m_ago,
        {{ rate_of(
            'trends.tagged_accounts - trends.tagged_accounts_1m_ago',
            'trends.tagged_accounts_1m_ago'
        ) }} as growth_1m_rate,
        {{ rate_of(
            'trends.tagged_accounts - trends.tagged_accounts_12m_ago',
            'trends.tagged_accounts_12m_ago'
        ) }} as growth_12m_rate
    from tags
    left join rated as tagged on tags.tag = tagged.tag and tagged.side = 'with'
    left join rated as untagged on tags.tag = untagged.tag and untagged.side = 'without'
    left join trends on tags.tag = trends.tag
)

select * from final
