-- grain: one row per sales owner, territory, product line and size band of the leads that it takes
with sales_owners as (
    select * from {{ ref('sales_owners') }}
    where is_active
),

users as (
    select * from {{ ref('stg_crm__users') }}
    where coalesce(is_active, true)
),

lead_rules as (
    select * from {{ ref('lead_rules') }}
),

-- the seed decides; where it names nobody the users of the CRM are the pool
gathered as (
    select
        owner_id,
        territory,
        product_line,
        size_band,
        capacity
    from sales_owners
    union all
    select
        owner_id,
        coalesce(region, '%') as territory,
        coalesce(product_line, '%') as product_line,
        '%' as size_band,
        coalesce(cast(capacity as double), {{ lead_rule('default_capacity') }}) as capacity
    from users
    where not exists (select 1 from sales_owners)
),

final as (
    select
        owner_id,
        {{ lower_case('territory') }} as territory,
        {{ lower_case('product_line') }} as product_line,
        size_band,
        cast(least(max(capacity), 1000) as int) as capacity
    from gathered
    where capacity > 0
    group by owner_id, {{ lower_case('territory') }}, {{ lower_case('product_line') }}, size_band
)

select * from final
