-- The latest entry of the state log says on for every row of customer_tags, since the same night,
-- and for no other account and tag. Fails with one row per account and tag.
with customer_tags as (
    select * from {{ ref('customer_tags') }}
),

history as (
    select * from {{ ref('customer_tag_history') }}
    where valid_to is null
)

select
    customer_tags.account_id,
    customer_tags.tag,
    history.account_id as logged_account_id,
    history.tag as logged_tag
from customer_tags
full outer join history
    on customer_tags.account_id = history.account_id and customer_tags.tag = history.tag
where customer_tags.on_since is distinct from history.valid_from
