-- grain: one row per account that may be a customer
with attributes as (
    select * from {{ ref('int_account_attributes') }}
    where not is_test
),

customers as (
    select * from {{ ref('int_customers') }}
),

visits as (
    select * from {{ ref('int_content_visits') }}
),

technologies as (
    select * from {{ ref('int_account_technologies') }}
),

leads as (
    select * from {{ ref('stg_crm__leads') }}
),

people as (
    select * from {{ ref('int_person_accounts') }}
    where person_type = 'lead'
),

manual_tags as (
    select * from {{ ref('stg_enrichment__manual_tags') }}
),

identity as (
    select * from {{ ref('int_account_identity') }}
),

signal_rules as (
    select * from {{ ref('signal_rules') }}
),

-- an account without any session was never seen: what it reads is unknown, not nothing
read_lately as (
    select
        account_id,
        count(*) filter (where awareness = 'problem') as problem_visits,
        count(*) filter (where awareness = 'solution') as solution_visits,
        count(*) filter (where awareness = 'product') as product_visits,
        count(*) filter (where awareness = 'buying') as buying_visits,
        count(*) filter (where awareness is null) as other_visits
    from visits
    where
        {{ days_between('started_on', as_of_date()) }}
        < {{ score_rule('content_days', 'signal_rules') }}
    group by account_id
),

in_use as (
    select
        account_id,
        count(*) filter (where is_current) as technologies,
        count(*) filter (where is_current and is_competitor) as competitor_technologies
    from technologies
    group by account_id
),

-- the latest lead that answers speaks for the account
answered as (
    select
        people.account_id,
        max_by(leads.budget_status, cast(leads.created_at as string) || leads.lead_id) filter (
            where leads.budget_status is not null
        ) as budget_status,
        max_by(leads.incumbent, cast(leads.created_at as string) || leads.lead_id) filter (
            where leads.incumbent is not null
        ) as incumbent
    from leads
    inner join people
        on leads.source_system = people.source_system and leads.lead_id = people.person_id
    group by people.account_id
),

by_hand as (
    select
        identity.account_id,
        max_by(
            coalesce(manual_tags.is_on, true),
            cast(manual_tags.tagged_at as string) || manual_tags.source_account_key
        ) as works_by_hand
    from manual_tags
    inner join identity on manual_tags.source_account_key = identity.source_account_key
    where manual_tags.tag = 'manual_process'
    group by identity.account_id
),

final as (
    select
        attributes.account_id,
        case when customers.account_id is not null then 1 else 0 end as is_a_customer,
        read_lately.problem_visits,
        read_lately.solution_visits,
        read_lately.product_visits,
        read_lately.buying_visits,
        read_lately.other_visits,
        in_use.technologies,
        in_use.competitor_technologies,
        case {{ lower_case('answered.budget_status') }}
            when 'confirmed' then 3 when 'range' then 2 when 'implied' then 1 when 'none' then 0
        end as budget_points,
        case when lower(answered.incumbent) = 'none' then 0 when answered.incumbent <> '' then 1 end
            as names_a_competitor,
        case when by_hand.works_by_hand then 1 when not by_hand.works_by_hand then 0 end
            as works_by_hand
    from attributes
    left join customers on attributes.account_id = customers.account_id
    left join read_lately on attributes.account_id = read_lately.account_id
    left join in_use on attributes.account_id = in_use.account_id
    left join answered on attributes.account_id = answered.account_id
    left join by_hand on attributes.account_id = by_hand.account_id
)

select * from final
