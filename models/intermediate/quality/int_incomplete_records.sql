-- grain: one row per check of what is missing in the records of a feed
with orders as (
    select * from {{ ref('int_orders') }}
),

lines as (
    select * from {{ ref('stg_commerce__order_lines') }}
),

products as (
    select * from {{ ref('stg_commerce__products') }}
),

accounts as (
    select * from {{ ref('stg_crm__accounts') }}
),

contacts as (
    select * from {{ ref('stg_crm__contacts') }}
),

leads as (
    select * from {{ ref('stg_crm__leads') }}
),

final as (
    select
        'line_without_product' as check_name,
        count(*) as found,
        min(lines.source_system || ':' || lines.order_id || ':' || cast(lines.line_no as string))
            as example_key
    from lines
    left join products
        on lines.source_system = products.source_system and lines.product_id = products.product_id
    where products.product_id is null
    union all
    select
        'order_of_nobody' as check_name,
        count(*) as found,
        min(source_system || ':' || order_id) as example_key
    from orders
    where account_id is null
    union all
    select
        'account_without_industry' as check_name,
        count(*) as found,
        min(source_account_key) as example_key
    from accounts
    where industry is null
    union all
    select
        'account_without_employees' as check_name,
        count(*) as found,
        min(source_account_key) as example_key
    from accounts
    where employees is null
    union all
    select
        'contact_without_address' as check_name,
        count(*) as found,
        min(source_system || ':' || contact_id) as example_key
    from contacts
    where coalesce(email, phone, wecom_id) is null
    union all
    select
        'contact_without_title' as check_name,
        count(*) as found,
        min(source_system || ':' || contact_id) as example_key
    from contacts
    where job_title is null
    union all
    select
        'lead_without_address' as check_name,
        count(*) as found,
        min(source_system || ':' || lead_id) as example_key
    from leads
    where coalesce(email, phone, wecom_id) is null
)

select * from final
