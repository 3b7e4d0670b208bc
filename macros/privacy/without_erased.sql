{#- The select of a feed without what it says about erased persons: their ids become stand-ins, their personal values go.
    No row goes, so everything that is counted or summed up stays as it was. Base models read only this.
    A phone may be the switchboard of a company: found by way of another name, it takes itself out of a row only. -#}
{% macro without_erased(feed, select_sql) -%}
    {%- set columns = personal_columns()[feed] -%}
    {%- set names = columns.get('names', {}) -%}
    {%- set also = columns.get('also', {}) -%}
    {%- set keys = keys_of_names(dict(names, **also)) -%}
    {%- set erased = columns.get('erased', []) -%}
    {%- set says = columns.get('says', {}) -%}
    {%- set changed = (names | list + also | list + erased + says | list) | unique | list -%}
    {%- set helpers = ['is_erased'] -%}
    {%- for key in keys -%}
        {%- do helpers.extend([key.name, 'found_' ~ key.name]) -%}
    {%- endfor -%}
    select
        {{ all_but(changed + helpers, 'found') }}
        {%- for column in changed %},
        {% set own = keys | selectattr('column', 'equalto', column) | list -%}
        {% set own_keys = own | map(attribute='name') | list -%}
        {%- if column in says -%}
            case when found.is_erased then '{{ says[column] }}' else found.{{ column }} end
        {%- elif column not in names and column not in also -%}
            case when not found.is_erased then found.{{ column }} end
        {%- elif column in erased -%}
            case when not found.is_erased{% for key in own_keys %} and found.found_{{ key }} is null{% endfor %} then found.{{ column }} end
        {%- else -%}
            case
                {%- for key in own_keys %}
                when found.found_{{ key }} is not null then {{ stand_in('found.found_' ~ key) }}
                {%- endfor %}
                {%- if column in names %}
                when found.is_erased then {{ stand_in(person_key(own[0].kind, 'found.' ~ column)) }}
                {%- endif %}
                else found.{{ column }}
            end
        {%- endif %} as {{ column }}
        {%- endfor %}
    from (
        select
            named.*
            {%- for key in keys %},
            {{ key.name }}_erased.person_key as found_{{ key.name }}
            {%- endfor %},
            {{ is_any_erased(keys, names) }} as is_erased
        from ({{ with_person_keys(select_sql, keys, feed in feeds_that_lead_on()) }}) as named
        {{ left_join_erased(keys, build_schema('raw') ~ '.erased_persons') }}
    ) as found
{%- endmacro %}

{#- One key for each thing that a column may hold: name, column, kind. -#}
{% macro keys_of_names(names) -%}
    {%- set keys = [] -%}
    {%- for column, kinds in names.items() -%}
        {%- for kind in kinds -%}
            {%- do keys.append({'name': 'key_' ~ column ~ '_' ~ kind, 'column': column, 'kind': kind}) -%}
        {%- endfor -%}
    {%- endfor -%}
    {{ return(keys) }}
{%- endmacro %}

{#- `only_erased`: with the keys of values in raw.erased_values only, since few rows name an erased person. -#}
{% macro with_person_keys(select_sql, keys, only_erased=false) -%}
    select
        landed.*
        {%- for key in keys %},
        {% if only_erased -%}
        case when {{ key.column }}_erased.value_hash is not null then {{ person_key(key.kind, 'landed.' ~ key.column) }} end
        {%- else -%}
        {{ person_key(key.kind, 'landed.' ~ key.column) }}
        {%- endif %} as {{ key.name }}
        {%- endfor %}
    from ({{ select_sql }}) as landed
    {%- for column in keys | map(attribute='column') | unique if only_erased %}
        left join {{ build_schema('raw') }}.erased_values as {{ column }}_erased
            on {{ value_hash('landed.' ~ column) }} = {{ column }}_erased.value_hash
    {%- endfor %}
{%- endmacro %}

{#- A quick hash of a value as it is written, salted, which others may share: for a first look. -#}
{% macro value_hash(column) -%}
    {{ key_hash(["'" ~ var('salt') ~ ":' || " ~ column]) }}
{%- endmacro %}

{% macro left_join_erased(keys, erased) -%}
    {%- for key in keys %}
        left join {{ erased }} as {{ key.name }}_erased on named.{{ key.name }} = {{ key.name }}_erased.person_key
    {%- endfor %}
{%- endmacro %}

{% macro is_any_erased(keys, names) -%}
    {%- set tests = ['false'] -%}
    {%- for key in keys if key.column in names -%}
        {%- do tests.append('coalesce(' ~ key.name ~ '_erased.is_person, false)') -%}
    {%- endfor -%}
    {{ tests | join(' or ') }}
{%- endmacro %}
