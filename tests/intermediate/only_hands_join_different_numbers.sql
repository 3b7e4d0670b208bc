-- Accounts that hold two registration numbers although nobody joined any of their records by hand.
-- Fails on: a domain whose records without a number are linked to each of two records with
-- different numbers.
with identity as (
    select * from {{ ref('int_account_identity') }}
),

records as (
    select * from {{ ref('int_account_records') }}
),

links as (
    select * from {{ ref('int_account_links') }}
),

joined_by_hand as (
    select identity.account_id
    from links
    inner join identity on links.record_no = identity.record_no
    where links.match_method = 'manual'
)

select identity.account_id
from identity
inner join records on identity.record_no = records.record_no
where identity.account_id not in (select joined_by_hand.account_id from joined_by_hand)
group by identity.account_id
having count(distinct records.registration_no) > 1
