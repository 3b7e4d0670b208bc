-- Every order up to the date comes out once, none is lost or doubled by a join, and money in base
-- currency is what was delivered.
select
    staged.source_system,
    staged.order_id,
    count(orders.order_id) as rows_out
from {{ ref('stg_commerce__orders') }} as staged
left join {{ ref('int_orders') }} as orders
    on staged.source_system = orders.source_system and staged.order_id = orders.order_id
where staged.loaded_day <= {{ as_of_date() }}
group by staged.source_system, staged.order_id
having
    count(orders.order_id) <> 1
    or max(case
        when staged.currency = '{{ var("base_currency") }}' and orders.net_amount <> 0
            then abs(staged.net_amount - orders.net_amount)
        else 0
    end) > 0.005
