-- The last rule for channels must fit what no other fits: a session without any origin.
-- Fails on: the row `direct` deleted from the seed, which leaves such sessions unknown without a
-- word.
with web_channels as (
    select * from {{ ref('web_channels') }}
),

rows_that_fit as (
    select count(*) as fitting_rows
    from web_channels
    where
        '' like replace(utm_medium, '(none)', '')
        and '' like replace(utm_source, '(none)', '')
        and '' like replace(referrer_host, '(none)', '')
)

select fitting_rows
from rows_that_fit
where fitting_rows = 0
