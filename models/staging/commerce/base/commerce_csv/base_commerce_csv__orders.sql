-- grain: one row per row of the export erp_orders, rejected rows included
{{ by_day('loaded_day') }}

with export_rows as (
    select * from {{ source('raw', 'erp_orders') }}
    {{ new_rows() }}
),

cleaned as {{ materialized() }} (
    select
        {{ clean_text('order_id') }} as order_id,
        {{ clean_text('account_id') }} as account_id,
        {{ clean_text('contact_id') }} as contact_id,
        {{ clean_text('ordered_at') }} as ordered_at,
        {{ clean_code('status') }} as status,
        {{ clean_text('net_amount') }} as net_amount,
        {{ clean_text('discount_amount') }} as discount_amount,
        {{ clean_text('cost_amount') }} as cost_amount,
        upper({{ clean_text('currency') }}) as currency,
        {{ clean_text('channel') }} as channel,
        _file,
        _row,
        _drop,
        _loaded_at
    from export_rows
),

typed as (
    select
        order_id,
        account_id,
        'crm_csv:' || account_id as source_account_key,
        contact_id,
        {{ to_timestamp('ordered_at') }} as ordered_at,
        status,
        {{ to_decimal('net_amount') }} as net_amount,
        {{ to_decimal('discount_amount') }} as discount_amount,
        {{ to_decimal('cost_amount') }} as cost_amount,
        currency,
        channel,
        {{ bad_values(
            typed={
                'ordered_at': 'timestamp',
                'net_amount': 'decimal(18, 6)',
                'discount_amount': 'decimal(18, 6)',
                'cost_amount': 'decimal(18, 6)'
            },
            required=['order_id', 'ordered_at', 'net_amount']
        ) }} as bad_values,
        _file,
        _row,
        _drop,
        _loaded_at
    from cleaned
),

new_rows as (
    select
        *,
        order_id is null or ordered_at is null or net_amount is null as is_rejected,
        true as is_latest,
        _loaded_at as changed_at,
        coalesce({{ local_date('ordered_at') }}, date '1900-01-01') as loaded_day
    from typed
),

versions as (
    {{ with_stored_versions('new_rows', key=['order_id']) }}
),

final as (
    select
        order_id,
        account_id,
        source_account_key,
        contact_id,
        ordered_at,
        status,
        net_amount,
        discount_amount,
        cost_amount,
        currency,
        channel,
        bad_values,
        _file,
        _row,
        _drop,
        _loaded_at,
        is_rejected,
        {{ is_latest_version(key=['order_id']) }} as is_latest,
        (select max(new_rows._loaded_at) from new_rows) as changed_at,
        loaded_day
    from versions
    {{ gather_by("loaded_day") }}
)

select * from final
