-- Names every spelling of an order status that seeds/mappings/order_statuses.csv does not know.
-- Such orders count: add a row to the seed if they should not.
{{ config(severity='warn') }}

select
    orders.status as spelling,
    count(*) as orders
from {{ ref('stg_commerce__orders') }} as orders
left join {{ ref('order_statuses') }} as order_statuses
    on orders.status = order_statuses.spelling
where
    orders.status is not null
    and order_statuses.spelling is null
    and orders.loaded_day <= {{ as_of_date() }}
group by orders.status
