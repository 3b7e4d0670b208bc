-- grain: one row per account, need and kind of evidence
with visits as (
    select * from {{ ref('int_content_visits') }}
),

responses as (
    select * from {{ ref('stg_service__survey_responses') }}
    where survey = 'need'
),

opportunities as (
    select * from {{ ref('stg_crm__opportunities') }}
    where not coalesce(is_deleted, false)
),

leads as (
    select * from {{ ref('stg_crm__leads') }}
),

people as (
    select * from {{ ref('int_person_accounts') }}
    where person_type = 'lead'
),

tickets as (
    select * from {{ ref('stg_service__tickets') }}
),

identity as (
    select * from {{ ref('int_account_identity') }}
),

need_words as (
    select * from {{ ref('need_words') }}
),

discovered as (
    select
        source_account_key,
        {{ one_row_a_part('needs', "';'") }} as word
    from opportunities
    where needs is not null
),

said as (
    select
        source_account_key,
        answer as word,
        'survey' as source
    from responses
    union all
    select
        source_account_key,
        word,
        'discovery' as source
    from discovered
    union all
    select
        source_account_key,
        category as word,
        'ticket' as source
    from tickets
),

-- words of people become needs here; the words themselves go no further
understood as (
    select
        identity.account_id,
        need_words.need,
        said.source
    from said
    inner join identity on said.source_account_key = identity.source_account_key
    inner join need_words on {{ lower_case('trim(said.word)') }} = need_words.word
    union all
    select
        people.account_id,
        need_words.need,
        'lead_interest' as source
    from leads
    inner join people
        on leads.source_system = people.source_system and leads.lead_id = people.person_id
    inner join need_words on {{ lower_case('trim(leads.product_interest)') }} = need_words.word
    union all
    select
        account_id,
        need,
        case when is_first then 'first_landing' else 'landing' end as source
    from visits
    where need is not null
),

final as (
    select
        account_id,
        need,
        source,
        cast(count(*) as bigint) as evidence_count
    from understood
    group by account_id, need, source
)

select * from final
