-- No placeholder account id is in the identity map, so no fact joins to one.
select placed.source_account_key
from {{ ref('int_account_identity') }} as placed
inner join {{ ref('placeholder_accounts') }} as placeholders
    on lower(trim(split_part(placed.source_account_key, ':', 2))) = placeholders.placeholder
