-- grain: one row per name of an erased person, as a salted hash
with erased_persons as (
    select * from {{ source('raw', 'erased_persons') }}
),

final as (
    select
        person_key,
        key_type,
        is_person,
        erased_on
    from erased_persons
)

select * from final
