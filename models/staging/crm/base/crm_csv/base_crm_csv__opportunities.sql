-- grain: one row per row of the export crm_opportunities, rejected rows included
{% set types = {
    'amount': 'decimal(18, 6)', 'is_closed': 'boolean', 'is_won': 'boolean',
    'probability': 'decimal(18, 6)', 'discount_rate': 'decimal(18, 6)', 'is_deleted': 'boolean',
    'created_at': 'timestamp', 'closed_at': 'timestamp', 'is_preferred': 'boolean',
    'updated_at': 'timestamp'
} %}
{% set required = ['opportunity_id', 'stage', 'created_at'] %}

with export_rows as (
    select * from {{ source('raw', 'crm_opportunities') }}
),

cleaned as (
    select
        {{ clean_id('opportunity_id') }} as opportunity_id,
        {{ clean_id('account_id') }} as account_id,
        {{ clean_id('lead_id') }} as lead_id,
        {{ clean_id('contact_id') }} as contact_id,
        {{ clean_text('name') }} as opportunity_name,
        {{ clean_id('product_id') }} as product_id,
        {{ clean_text('amount') }} as amount_text,
        upper({{ clean_text('currency') }}) as currency,
        {{ clean_text('stage') }} as stage,
        {{ clean_text('is_closed') }} as is_closed_text,
        {{ clean_text('is_won') }} as is_won_text,
        {{ clean_text('probability') }} as probability_text,
        {{ clean_text('competitor', keep=['none', '无']) }} as competitor,
        {{ clean_text('discount_rate') }} as discount_rate_text,
        {{ clean_text('loss_reason') }} as loss_reason,
        {{ clean_id('owner_id') }} as owner_id,
        {{ clean_text('is_deleted') }} as is_deleted_text,
        {{ clean_text('created_at') }} as created_at_text,
        {{ clean_text('closed_at') }} as closed_at_text,
        {{ clean_text('is_preferred') }} as is_preferred_text,
        {{ clean_text('needs') }} as needs,
        {{ clean_text('updated_at') }} as updated_at_text,
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
