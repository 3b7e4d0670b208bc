-- grain: one row per field, text in it, and trait of a person that the text tells
with contacts as (
    select * from {{ ref('stg_crm__contacts') }}
),

leads as (
    select * from {{ ref('stg_crm__leads') }}
),

words as (
    select * from {{ ref('person_words') }}
),

said as (
    select
        'job_title' as field,
        job_title as said
    from contacts
    union
    select
        'department' as field,
        department as said
    from contacts
    union
    select
        'seniority' as field,
        seniority as said
    from contacts
    union
    select
        'buying_role' as field,
        buying_role as said
    from contacts
    union
    select
        'job_title' as field,
        job_title as said
    from leads
    union
    select
        'seniority' as field,
        seniority as said
    from leads
),

-- blanks around it, so that a word at either end is a whole word
spaced as (
    select
        field,
        said,
        ' ' || {{ replace_pattern(lower_case('said'), '[-–—_/&,.;:()|+*、·]+', ' ') }} || ' '
            as spaced_text
    from said
    where said is not null
),

final as (
    select
        spaced.field,
        spaced.said,
        words.trait,
        words.value,
        words.position
    from spaced
    inner join words
        on
            spaced.field = words.field
            and contains(
                spaced.spaced_text,
                case when words.match = 'word' then ' ' || words.words || ' ' else words.words end
            )
    qualify row_number() over (
        partition by spaced.field, spaced.said, words.trait order by words.position
    ) = 1
)

select * from final
