{#- Where each tag of customer_tags_wide has its bit: a word of a bigint holds 62 of them. -#}
{% macro tag_places(tags) -%}
    {%- set places = [] -%}
    {%- for tag in tags -%}
        {%- do places.append({'tag': tag, 'word_no': loop.index0 // 62, 'bit': 2 ** (loop.index0 % 62)}) -%}
    {%- endfor -%}
    {{ return(places) }}
{%- endmacro %}

{#- The places as rows: tag, word_no, tag_bit. -#}
{% macro tag_bits(tags) -%}
    select * from (values
        {%- for place in tag_places(tags) %}
        ('{{ place.tag }}', {{ place.word_no }}, cast({{ place.bit }} as bigint)){{ ',' if not loop.last }}
        {%- endfor %}
    ) as numbered (tag, word_no, tag_bit)
{%- endmacro %}

{#- on_0, unknown_0, on_1 ...: the bits of the tags that are on, and of those that can't be decided, by word. -#}
{% macro sums_of_tag_bits(tags) -%}
    {%- for word_no in tag_places(tags) | map(attribute='word_no') | unique %}
        {{- ',' if not loop.first }}
        cast(sum(case when is_on and word_no = {{ word_no }} then tag_bit else 0 end) as bigint) as on_{{ word_no }},
        cast(sum(case when is_on is null and word_no = {{ word_no }} then tag_bit else 0 end) as bigint) as unknown_{{ word_no }}
    {%- endfor %}
{%- endmacro %}

{#- One boolean column a tag, from those sums: true on, null unknown, false off and where an account has none. -#}
{% macro tag_columns(tags) -%}
    {%- for place in tag_places(tags) %}
        {%- set word_no, bit = place.word_no, place.bit %}
        case when (coalesce(unknown_{{ word_no }}, 0) & {{ bit }}) = 0 then (coalesce(on_{{ word_no }}, 0) & {{ bit }}) > 0 end as {{ place.tag }}
        {{- ',' if not loop.last }}
    {%- endfor %}
{%- endmacro %}
