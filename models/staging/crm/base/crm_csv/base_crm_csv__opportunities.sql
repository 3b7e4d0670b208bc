-- grain: one row per row of the export crm_opportunities, rejected rows included
with export_rows as (
    select * from {{ source('raw', 'crm_opportunities') }}
),

cleaned as {{ materialized() }} (
    select
        {{ clean_text('opportunity_id') }} as opportunity_id,
        {{ clean_text('account_id') }} as account_id,
        {{ clean_text('lead_id') }} as lead_id,
        {{ clean_text('contact_id') }} as contact_id,
        {{ clean_text('name') }} as name,
        {{ clean_text('product_id') }} as product_id,
        {{ clean_text('amount') }} as amount,
        upper({{ clean_text('currency') }}) as currency,
        {{ clean_text('stage') }} as stage,
        {{ clean_text('is_closed') }} as is_closed,
        {{ clean_text('is_won') }} as is_won,
        {{ clean_text('probability') }} as probability,
        {{ clean_text('competitor', keep=['none', '无']) }} as competitor,
        {{ clean_text('discount_rate') }} as discount_rate,
        {{ clean_text('loss_reason') }} as loss_reason,
        {{ clean_text('owner_id') }} as owner_id,
        {{ clean_text('is_deleted') }} as is_deleted,
        {{ clean_text('created_at') }} as created_at,
        {{ clean_text('closed_at') }} as closed_at,
        {{ clean_text('is_preferred') }} as is_preferred,
        {{ clean_text('needs') }} as needs,
        {{ clean_text('updated_at') }} as updated_at,
        _file,
        _row,
        _drop,
        _loaded_at
    from export_rows
),

typed as (
    select
        opportunity_id,
        account_id,
        'crm_csv:' || account_id as source_account_key,
        lead_id,
        contact_id,
        name as opportunity_name,
        product_id,
        {{ to_decimal('amount') }} as amount,
        currency,
        stage,
        {{ to_boolean('is_closed') }} as is_closed,
        {{ to_boolean('is_won') }} as is_won,
        {{ to_decimal('probability') }} as probability,
        competitor,
        {{ to_decimal('discount_rate') }} as discount_rate,
        loss_reason,
        owner_id,
        {{ to_boolean('is_deleted') }} as is_deleted,
        {{ to_timestamp('created_at') }} as created_at,
        {{ to_timestamp('closed_at') }} as closed_at,
        {{ to_boolean('is_preferred') }} as is_preferred,
        needs,
        {{ to_timestamp('updated_at') }} as updated_at,
        {{ bad_values(
            typed={
                'amount': 'decimal(18, 6)',
                'is_closed': 'boolean',
                'is_won': 'boolean',
                'probability': 'decimal(18, 6)',
                'discount_rate': 'decimal(18, 6)',
                'is_deleted': 'boolean',
                'created_at': 'timestamp',
                'closed_at': 'timestamp',
                'is_preferred': 'boolean',
                'updated_at': 'timestamp'
            },
            required=['opportunity_id', 'stage', 'created_at']
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
        opportunity_id is null or stage is null or created_at is null as is_rejected
    from typed
)

select * from final
