-- grain: one row per row of the export survey_responses, rejected rows included
with export_rows as (
    select * from {{ source('raw', 'survey_responses') }}
),

cleaned as {{ materialized() }} (
    select
        {{ clean_text('response_id') }} as response_id,
        {{ clean_text('account_id') }} as account_id,
        {{ clean_text('contact_id') }} as contact_id,
        {{ clean_code('survey') }} as survey,
        {{ clean_text('score') }} as score,
        {{ clean_text('answer') }} as answer,
        {{ clean_text('responded_at') }} as responded_at,
        {{ clean_text('question') }} as question,
        _file,
        _row,
        _drop,
        _loaded_at
    from export_rows
),

typed as (
    select
        response_id,
        account_id,
        'crm_csv:' || account_id as source_account_key,
        contact_id,
        survey,
        {{ to_decimal('score') }} as score,
        answer,
        {{ to_timestamp('responded_at') }} as responded_at,
        question,
        {{ bad_values(
            typed={
                'score': 'decimal(18, 6)',
                'responded_at': 'timestamp'
            },
            required=['response_id', 'survey', 'responded_at']
        ) }} as bad_values,
        _file,
        _row,
        _drop,
        _loaded_at
    from cleaned
),

final as (
    select
        *,
        response_id is null or survey is null or responded_at is null as is_rejected
    from typed
)

select * from final
