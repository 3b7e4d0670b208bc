-- grain: one row per kept date and customer
{{ config(materialized='view') }}

with account_windows as (
    select * from {{ ref('int_account_windows') }}
),

cuts as (
    select * from {{ ref('int_rfm_cuts') }}
),

rfm_codes as (
    select * from {{ ref('rfm_codes') }}
),

-- Without an order in the window there is nothing to measure.
measured as (
    select
        account_id,
        as_of_date,
        recency_days,
        frequency,
        case when frequency > 0 then revenue_amount end as monetary
    from account_windows
),

scored as (
    select
        measured.*,
        6 - {{ quintile_score('measured.recency_days', 'cuts.recency') }} as r_score,
        {{ quintile_score('measured.frequency', 'cuts.frequency') }} as frequency_fifth,
        {{ quintile_score('measured.monetary', 'cuts.monetary') }} as m_score
    from measured
    left join cuts on measured.as_of_date = cuts.as_of_date
),

coded as (
    select
        account_id,
        as_of_date,
        recency_days,
        frequency,
        monetary,
        r_score,
        case when frequency > 0 then cast(least(frequency_fifth, frequency) as int) end as f_score,
        m_score
    from scored
),

final as (
    select
        coded.*,
        rfm_codes.rfm_code,
        coalesce(rfm_codes.rfm_segment, 'unknown') as rfm_segment
    from coded
    left join rfm_codes
        on
            cast(coded.r_score as string)
            || cast(coded.f_score as string)
            || cast(coded.m_score as string) = rfm_codes.rfm_code
)

select * from final
