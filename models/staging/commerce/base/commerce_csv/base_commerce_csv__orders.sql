-- grain: one row per row of the export erp_orders, rejected rows included
{{ by_day('loaded_day') }}
{% set types = {
    'ordered_at': 'timestamp', 'net_amount': 'decimal(18, 6)',
    'discount_amount': 'decimal(18, 6)', 'cost_amount': 'decimal(18, 6)'
} %}
{% set required = ['order_id', 'ordered_at', 'net_amount'] %}

with export_rows as {{ not_materialized() }} (
    select * from {{ source('raw', 'erp_orders') }}
    {{ new_rows() }}
),

cleaned as {{ not_materialized() }} (
    select
        {{ clean_id('order_id') }} as order_id,
        {{ clean_id('account_id') }} as account_id,
        {{ clean_id('contact_id') }} as contact_id,
        {{ clean_text('ordered_at') }} as ordered_at_text,
        {{ clean_code('status') }} as status,
        {{ clean_text('net_amount') }} as net_amount_text,
        {{ clean_text('discount_amount') }} as discount_amount_text,
        {{ clean_text('cost_amount') }} as cost_amount_text,
        upper({{ clean_text('currency') }}) as currency,
        {{ clean_text('channel') }} as channel,
        _file,
        _row,
        _drop,
        _loaded_at
    from export_rows
),

typed as {{ not_materialized() }} (
    select
        *,
        'crm_csv:' || account_id as source_account_key,
        {{ read_values(types) }}
    from cleaned
),

new_rows as {{ materialized_when_few() }} (
    select
        {{ all_but_texts(types) }},
        {{ bad_values(types, required) }} as bad_values,
        {{ is_any_null(required) }} as is_rejected,
        true as is_latest,
        _loaded_at as changed_at,
        coalesce({{ local_date('ordered_at') }}, date '1900-01-01') as loaded_day
    from typed
),

versions as {{ materialized_when_few() }} (
    {{ with_stored_versions('new_rows', key=['order_id']) }}
),

superseded as (
    {{ superseded_rows('versions', key=['order_id']) }}
),

final as (
    select
        {{ all_but(['is_latest', 'changed_at', 'loaded_day'], 'versions') }},
        versions.is_latest and not versions.is_rejected and superseded._row is null as is_latest,
        {{ last_loaded('erp_orders') }} as changed_at,
        versions.loaded_day
    from versions
    left join superseded on versions._file = superseded._file and versions._row = superseded._row
    {{ gather_by('loaded_day') }}
)

select * from final
