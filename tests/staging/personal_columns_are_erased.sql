-- Every column that the contract calls personal is emptied for an erased person, and macro
-- personal_columns names no column that the contract does not have.
with erased as (
    {%- for feed, columns in personal_columns().items() %}
        {%- set outer = loop %}
        {%- for column in columns.get('erased', []) %}
            select
                '{{ feed }}' as feed,
                '{{ column }}' as column_name,
                true as is_erased
            union all
        {%- endfor %}
        {%- for column in columns.get('names', {}) | list + columns.get('also', {}) | list %}
            select
                '{{ feed }}' as feed,
                '{{ column }}' as column_name,
                false as is_erased
            {{ 'union all' if not (outer.last and loop.last) }}
        {%- endfor %}
    {%- endfor %}
),

contract as (
    select
        feed,
        column_name,
        -- of a company, see docs/privacy.md
        is_pii and column_name <> 'street' as is_personal
    from {{ ref('feed_columns') }}
)

select
    contract.feed,
    contract.column_name,
    'personal and kept' as problem
from contract
left join erased
    on
        contract.feed = erased.feed
        and contract.column_name = erased.column_name
        and erased.is_erased
where contract.is_personal and erased.feed is null
union all
select
    erased.feed,
    erased.column_name,
    'no column of the feed' as problem
from erased
left join contract
    on erased.feed = contract.feed and erased.column_name = contract.column_name
where contract.feed is null
