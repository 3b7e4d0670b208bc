-- grain: one row per account that may be a customer
{%- set customer_models = 'behaviour purchase_pattern rfm_segment tier lifecycle_stage cluster' %}
{%- set company_models = 'size_band location technographic icp_fit intent_ability abm_tier' %}
{%- set mind_models = ' need need_level awareness usage_ladder willingness_to_pay' %}
{%- set account_models = (company_models ~ mind_models).split() %}

with attributes as (
    select * from {{ ref('int_account_attributes') }}
    where not is_test
),

customers as (
    select * from {{ ref('int_customers') }}
),

members as (
    select * from {{ ref('int_segment_members') }}
),

needs as (
    select * from {{ ref('int_account_needs') }}
),

abm_tiers as (
    select * from {{ ref('int_abm_tiers') }}
),

derived_metrics as (
    select * from {{ ref('int_derived_metrics') }}
),

conflicts as (
    select * from {{ ref('int_segment_conflicts') }}
),

spread as (
    select
        account_id,
        {%- for model in account_models + customer_models.split() %}
            max(segment) filter (where model = '{{ model }}') as {{ model }},
        {%- endfor %}
        max(evidence) filter (where model = 'need_level') as need_level_evidence,
        max(evidence) filter (where model = 'awareness') as awareness_evidence,
        max(evidence) filter (where model = 'behaviour') as behaviour_evidence
    from members
    group by account_id
),

needed as (
    select
        account_id,
        max(need_level) as highest_need_level,
        max(confidence) filter (where is_main) as need_confidence,
        max(evidence_count) filter (where is_main) as need_evidence_count,
        max(evidence) filter (where is_main) as need_evidence
    from needs
    group by account_id
),

scored as (
    select
        account_id,
        max(value_number) filter (where metric = 'intent_score') as intent_score,
        max(value_number) filter (where metric = 'ability_score') as ability_score,
        max(value_number) filter (where metric = 'reach_score') as reach_score,
        max(value_number) filter (where metric = 'strategic_score') as strategic_score
    from derived_metrics
    group by account_id
),

doubted as (
    select
        account_id,
        {{ list_text("case when kind <> 'awareness' then conflict end") }} as conflicts,
        {{ list_text("case when kind = 'awareness' then conflict end") }} as awareness_doubts
    from conflicts
    group by account_id
),

final as (
    select
        attributes.account_id,
        {{ as_of_date() }} as as_of_date,
        customers.account_id is not null as is_customer,
        {%- for model in account_models %}
            coalesce(spread.{{ model }}, 'unknown') as {{ model }},
        {%- endfor %}
        {%- for model in customer_models.split() %}
            case
                when customers.account_id is not null then coalesce(spread.{{ model }}, 'unknown')
            end as {{ model }},
        {%- endfor %}
        doubted.conflicts is not null as conflict_flag,
        doubted.conflicts,
        needed.need_confidence,
        needed.need_evidence_count,
        needed.need_evidence,
        cast(needed.highest_need_level as bigint) as highest_need_level,
        spread.need_level_evidence,
        spread.awareness_evidence,
        doubted.awareness_doubts is not null as is_awareness_doubtful,
        doubted.awareness_doubts,
        spread.behaviour_evidence,
        scored.intent_score,
        scored.ability_score,
        scored.reach_score,
        scored.strategic_score,
        abm_tiers.abm_score,
        cast(abm_tiers.abm_rank as bigint) as abm_rank,
        abm_tiers.earned_tier as earned_abm_tier
    from attributes
    left join customers on attributes.account_id = customers.account_id
    left join spread on attributes.account_id = spread.account_id
    left join needed on attributes.account_id = needed.account_id
    left join scored on attributes.account_id = scored.account_id
    left join abm_tiers on attributes.account_id = abm_tiers.account_id
    left join doubted on attributes.account_id = doubted.account_id
)

select * from final
