-- On no day do two rows of one subscription count.
select
    earlier.subscription_id,
    earlier.started_on,
    later.started_on as next_started_on
from {{ ref('int_subscription_terms') }} as earlier
inner join {{ ref('int_subscription_terms') }} as later
    on
        earlier.source_system = later.source_system
        and earlier.subscription_id = later.subscription_id
        and earlier.started_on < later.started_on
        and earlier.ended_on >= later.started_on
