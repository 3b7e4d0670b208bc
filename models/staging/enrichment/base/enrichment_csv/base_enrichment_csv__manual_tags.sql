-- grain: one row per row of the export manual_tags, rejected rows included
{% set types = {'is_on': 'boolean', 'tagged_at': 'timestamp', 'expires_on': 'date'} %}
{% set required = ['account_id', 'tag', 'tagged_at'] %}

with export_rows as (
    select * from {{ source('raw', 'manual_tags') }}
),

known_tags as (
    select tag as known_tag from {{ ref('tags') }}
),

cleaned as (
    select
        {{ clean_id('account_id') }} as account_id,
        {{ clean_text('tag') }} as tag,
        {{ clean_text('is_on') }} as is_on_text,
        {{ clean_text('tagged_by') }} as tagged_by,
        {{ clean_text('tagged_at') }} as tagged_at_text,
        {{ clean_text('expires_on') }} as expires_on_text,
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

checked as (
    select
        typed.*,
        known_tags.known_tag
    from typed
    left join known_tags on typed.tag = known_tags.known_tag
),

-- a tag that no rule file knows is as bad as one that can't be read
final as (
    select
        {{ all_but(['is_on_text', 'tagged_at_text', 'expires_on_text', 'known_tag']) }},
        nullif(concat_ws(
            chr(30),
            {{ bad_values(types, required) }},
            case
                when tag is not null and known_tag is null
                    then 'tag' || chr(31) || 'unknown tag' || chr(31) || tag
            end
        ), '') as bad_values,
        {{ is_any_null(required) }} or known_tag is null as is_rejected
    from checked
)

select * from final
