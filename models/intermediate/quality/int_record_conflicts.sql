-- grain: one row per check and record of a company that contradicts the record that counts
with identity as (
    select * from {{ ref('int_account_identity') }}
),

records as (
    select * from {{ ref('int_account_records') }}
),

accounts as (
    select * from {{ ref('stg_crm__accounts') }}
),

survivors as (
    select * from {{ ref('int_account_survivors') }}
),

compared as (
    select
        identity.source_account_key as record_key,
        records.registration_no,
        survivors.registration_no as kept_registration_no,
        accounts.industry,
        survivors.industry as kept_industry,
        cast(accounts.employees as string) as employees,
        cast(survivors.employees as string) as kept_employees,
        cast(accounts.employees as double) / survivors.employees as size_ratio
    from identity
    inner join records on identity.record_no = records.record_no
    inner join survivors on identity.account_id = survivors.account_id
    inner join accounts on identity.source_account_key = accounts.source_account_key
    where not identity.is_orphan
),

final as (
    select
        'two_registration_numbers' as check_name,
        record_key,
        registration_no as value_text,
        kept_registration_no as kept_text
    from compared
    where registration_no <> kept_registration_no
    union all
    select
        'two_industries' as check_name,
        record_key,
        industry as value_text,
        kept_industry as kept_text
    from compared
    where {{ lower_case('industry') }} <> {{ lower_case('kept_industry') }}
    union all
    -- people come and go: only what is twice as much or half of it is a contradiction
    select
        'two_head_counts' as check_name,
        record_key,
        employees as value_text,
        kept_employees as kept_text
    from compared
    where size_ratio > 0 and (size_ratio >= 2 or size_ratio <= 0.5)
)

select * from final
