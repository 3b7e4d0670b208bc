-- grain: one row per lead, with its place in the queue for an owner
with leads as (
    select * from {{ ref('int_lead_inflow') }}
),

stated as (
    select * from {{ ref('int_leads') }}
),

first_talks as (
    select
        lead_key,
        min(touch_on) as talked_on
    from {{ ref('int_lead_talks') }}
    where touch in ('meeting', 'answered', 'inbound', 'no_answer')
    group by lead_key
),

outcomes as (
    select distinct lead_key from {{ ref('int_lead_outcomes') }}
    where {{ as_of_date() }} >= known_from and {{ as_of_date() }} < known_to
),

accounts as (
    select * from {{ ref('int_account_attributes') }}
),

country_spellings as (
    select * from {{ ref('country_spellings') }}
),

territories as (
    select * from {{ ref('sales_territories') }}
),

size_bands as (
    select
        *,
        lead(min_employees) over (order by min_employees) as next_min
    from {{ ref('size_bands') }}
),

lead_rules as (
    select * from {{ ref('lead_rules') }}
),

joined as (
    select
        leads.source_system,
        leads.lead_id,
        leads.created_at,
        {{ local_date('leads.created_at') }} as created_on,
        stated.owner_id as crm_owner_id,
        accounts.owner_id as account_owner_id,
        outcomes.lead_key is null as is_open,
        least(
            {{ local_date('leads.first_contacted_at') }}, first_talks.talked_on
        ) as touched_on,
        leads.status in ('working', 'qualified') as is_said_to_be_worked,
        {{ lower_case("coalesce(territories.territory, 'unknown')") }} as territory,
        {{ lower_case("coalesce(stated.product_interest, 'unknown')") }} as product_line,
        coalesce(size_bands.size_band, 'unknown') as size_band
    from leads
    inner join stated
        on leads.source_system = stated.source_system and leads.lead_id = stated.lead_id
    left join accounts on leads.account_id = accounts.account_id
    left join outcomes on leads.source_system || ':' || leads.lead_id = outcomes.lead_key
    left join first_talks on leads.source_system || ':' || leads.lead_id = first_talks.lead_key
    left join size_bands
        on
            stated.employees >= size_bands.min_employees
            and (stated.employees < size_bands.next_min or size_bands.next_min is null)
    left join country_spellings
        on {{ country_key('stated.country') }} = country_spellings.spelling
    left join territories
        on
            coalesce(country_spellings.country_code, upper(stated.country))
            = territories.country_code
),

waited as (
    select
        *,
        {{ days_between('created_on', 'coalesce(touched_on, ' ~ as_of_date() ~ ')') }} as wait_days,
        bool_or(touched_on is not null) over () as are_touches_known
    from joined
),

-- Whoever came first has the first place, whatever becomes of it: so places never move. An open
-- lead that nobody touches goes back to the pool; where touches are unknown for all, none does.
final as (
    select
        source_system,
        lead_id,
        created_at,
        crm_owner_id,
        account_owner_id,
        territory,
        product_line,
        size_band,
        is_open,
        touched_on is not null or is_said_to_be_worked as is_touched,
        case
            when
                is_open
                and are_touches_known
                and wait_days > 0
                and (touched_on is not null or not is_said_to_be_worked)
                then cast(floor(wait_days / {{ lead_rule('recycle_days') }}) as int)
            else 0
        end as recycles,
        row_number() over (
            partition by territory, product_line, size_band
            order by created_at asc, source_system asc, lead_id asc
        ) as place
    from waited
)

select * from final
