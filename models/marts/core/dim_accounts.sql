-- grain: one row per account
with attributes as (
    select * from {{ ref('int_account_attributes') }}
),

customers as (
    select * from {{ ref('int_customers') }}
),

size_bands as (
    select * from {{ ref('size_bands') }}
),

account_types as (
    select * from {{ ref('account_types') }}
),

countries as (
    select * from {{ ref('countries') }}
),

described as (
    select
        attributes.*,
        customers.account_id is not null as is_customer,
        customers.revenue_source,
        customers.first_order_at,
        size_bands.label as size_label,
        size_bands.label_zh as size_label_zh,
        coalesce(countries.label, attributes.country) as country_label,
        coalesce(countries.label_zh, attributes.country) as country_label_zh,
        case
            when customers.account_id is not null then 'Customer'
            when attributes.account_type = 'customer' then 'Prospect'
            else coalesce(account_types.label, 'Prospect')
        end as role_label,
        case
            when customers.account_id is not null then '客户'
            when attributes.account_type = 'customer' then '潜在客户'
            else coalesce(account_types.label_zh, '潜在客户')
        end as role_label_zh
    from attributes
    left join customers on attributes.account_id = customers.account_id
    left join size_bands on attributes.size_band = size_bands.size_band
    left join account_types on attributes.account_type = account_types.account_type
    left join countries on attributes.country = countries.country_code
),

final as (
    select
        account_id,
        account_name,
        domain,
        registration_no,
        parent_account_id,
        ultimate_parent_account_id,
        industry,
        size_band,
        country,
        region,
        ownership,
        owner_id,
        cast(first_seen_at as timestamp) as first_seen_at,
        is_customer,
        is_orphan,
        revenue_source,
        cast(first_order_at as timestamp) as first_order_at,
        concat_ws(', ', role_label, 'industry ' || industry, size_label, country_label)
        || '.' as segment_description,
        concat_ws('，', role_label_zh, '行业：' || industry, size_label_zh, country_label_zh)
        || '。' as segment_description_zh,
        is_test,
        account_type,
        status,
        city,
        cast(employees as bigint) as employees,
        size_source,
        cast(founded_year as bigint) as founded_year,
        cast(created_at as timestamp) as created_at
    from described
)

select * from final
