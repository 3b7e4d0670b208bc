-- grain: one row per row of the export survey_responses, rejected rows included
{% set types = {'score': 'decimal(18, 6)', 'responded_at': 'timestamp'} %}
{% set required = ['response_id', 'survey', 'responded_at'] %}

with export_rows as (
    select * from {{ source('raw', 'survey_responses') }}
),

cleaned as (
    select
        {{ clean_id('response_id') }} as response_id,
        {{ clean_id('account_id') }} as account_id,
        {{ clean_id('contact_id') }} as contact_id,
        {{ clean_code('survey') }} as survey,
        {{ clean_text('score') }} as score_text,
        {{ clean_text('answer', is_personal=true) }} as answer,
        {{ clean_text('responded_at') }} as responded_at_text,
        {{ clean_text('question') }} as question,
        _file,
        _row,
        _drop,
        _loaded_at
    from export_rows
),

typed as (
    select
        *,
        'crm_csv:' || account_id as source_account_key,
        {{ read_values(types) }}
    from cleaned
),

final as (
    select
        {{ all_but_texts(types) }},
        {{ bad_values(types, required) }} as bad_values,
        {{ is_any_null(required) }} as is_rejected
    from typed
)

select * from final
