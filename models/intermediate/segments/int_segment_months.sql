-- grain: one row per account, model and month that is reviewed
with log_entries as (
    select
        account_id,
        item,
        value_text,
        as_of_date
    from {{ source('state', 'fct_state_log') }}
    where object = 'segment' and as_of_date < {{ as_of_date() }}
    union all
    select
        account_id,
        item,
        value_text,
        as_of_date
    from {{ ref('int_state_changes') }}
    where object = 'segment'
),

identity as (
    select * from {{ ref('int_account_identity') }}
),

rfm as (
    select * from {{ ref('int_account_rfm') }}
),

lifecycle as (
    select * from {{ ref('int_lifecycle_stages') }}
),

segment_models as (
    select * from {{ ref('segment_models') }}
    where is_enabled
),

signal_rules as (
    select * from {{ ref('signal_rules') }}
),

months as (
    select * from {{ ref('int_months') }}
    where months_ago <= {{ score_rule('review_months', 'signal_rules') }}
),

named_as_today as (
    select
        coalesce(identity.account_id, log_entries.account_id) as account_id,
        log_entries.item as model,
        log_entries.value_text as segment,
        log_entries.as_of_date
    from log_entries
    left join identity on log_entries.account_id = identity.source_account_key
    where log_entries.item not in ('rfm_segment', 'lifecycle_stage')
    qualify row_number() over (
        partition by
            coalesce(identity.account_id, log_entries.account_id),
            log_entries.item,
            log_entries.as_of_date
        order by
            (coalesce(identity.account_id, log_entries.account_id) = log_entries.account_id) desc,
            log_entries.account_id asc
    ) = 1
),

lasting as (
    select
        *,
        coalesce(
            lead(as_of_date) over (partition by account_id, model order by as_of_date),
            date '9999-12-31'
        ) as next_date
    from named_as_today
),

-- RFM and lifecycle know their own past; the others begin with the state log
gathered as (
    select
        lasting.account_id,
        lasting.model,
        months.month,
        lasting.segment
    from lasting
    inner join months
        on
            lasting.as_of_date <= months.observed_on
            and lasting.next_date > months.observed_on
    where lasting.segment <> 'none'
    union all
    select
        rfm.account_id,
        'rfm_segment' as model,
        months.month,
        rfm.rfm_segment as segment
    from rfm
    inner join months on rfm.as_of_date = months.observed_on
    where rfm.rfm_segment <> 'unknown'
    union all
    select
        lifecycle.account_id,
        'lifecycle_stage' as model,
        lifecycle.month,
        lifecycle.stage as segment
    from lifecycle
    inner join months on lifecycle.month = months.month
),

final as (
    select
        gathered.account_id,
        gathered.model,
        gathered.month,
        gathered.segment
    from gathered
    inner join segment_models on gathered.model = segment_models.model
)

select * from final
