-- grain: one row per account and kept date
with account_rfm as (
    select * from {{ ref('int_account_rfm') }}
),

final as (
    select
        account_id,
        as_of_date,
        recency_days,
        frequency,
        monetary,
        r_score,
        f_score,
        m_score,
        rfm_code,
        rfm_segment
    from account_rfm
)

select * from final
