-- Nobody is left out of a play without a holdout, and of one with a holdout about its share: within
-- four standard deviations. Fails with one row per play.
with results as (
    select * from {{ ref('rpt_play_results') }}
),

plays as (
    select * from {{ ref('plays') }}
)

select results.play_id
from results
inner join plays on results.play_id = plays.play_id
where
    abs(results.holdout_accounts - results.accounts * cast(plays.holdout_share as double))
    > 4 * sqrt(
        results.accounts * cast(plays.holdout_share as double)
        * (1 - cast(plays.holdout_share as double))
    )
