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
        {% set own_keys = keys | selectattr('column', 'equalto', column) | map(attribute='name') | list -%}
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
                when found.is_erased then {{ stand_in('found.' ~ own_keys[0]) }}
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
        from ({{ with_person_keys(select_sql, keys) }}) as named
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

{% macro with_person_keys(select_sql, keys) -%}
    select
        landed.*
        {%- for key in keys %},
        {{ person_key(key.kind, 'landed.' ~ key.column) }} as {{ key.name }}
        {%- endfor %}
    from ({{ select_sql }}) as landed
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
