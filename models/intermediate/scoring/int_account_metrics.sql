-- grain: one row per account and metric
with revenue as (
    select * from {{ ref('int_revenue_metrics') }}
),

habits as (
    select * from {{ ref('int_purchase_habits') }}
),

breadth as (
    select * from {{ ref('int_product_breadth') }}
),

contracts as (
    select * from {{ ref('int_contract_metrics') }}
),

clv as (
    select * from {{ ref('int_account_clv') }}
    where as_of_date = {{ as_of_date() }}
),

given_by_user as (
    select * from {{ ref('int_user_metrics') }}
),

measured as (
    {{ metric_rows({
        'revenue': [
            'revenue_12m_amount', 'revenue_previous_12m_amount', 'revenue_growth_rate',
            'contribution_margin_rate',
        ],
        'habits': ['decayed_purchases'],
        'breadth': ['families_bought', 'family_breadth_rate', 'family_gap_rate'],
        'contracts': [
            'tenure_years', 'renewals', 'tenure_and_renewals', 'net_revenue_retention_rate',
        ],
        'clv': ['p_alive', 'expected_orders_12m', 'future_clv'],
    }) }}
),

gathered as (
    select
        account_id,
        metric,
        value_number,
        cast(null as string) as value_text,
        {{ as_of_date() }} as observed_on,
        1 as priority
    from measured
    union all
    select
        account_id,
        metric,
        value_number,
        value_text,
        observed_on,
        2 as priority
    from given_by_user
),

stated as (
    select
        *,
        case
            when value_number is null and value_text is null then 'unknown' else 'known'
        end as status
    from gathered
),

-- what the user delivers fills gaps and never overrides what was measured
final as (
    select
        account_id,
        metric,
        value_number,
        value_text,
        status,
        observed_on
    from stated
    qualify row_number() over (
        partition by account_id, metric order by (status = 'known') desc, priority asc
    ) = 1
)

select * from final
