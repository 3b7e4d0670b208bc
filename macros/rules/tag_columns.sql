{#- The tags of customer_tags_wide as bits: tag n is bit n of a word, and a word of a bigint holds 62 of them. -#}
{% macro tag_bits(tags) -%}
    select * from (values
        {%- for tag in tags %}
        ('{{ tag }}', {{ loop.index0 // 62 }}, cast({{ 2 ** (loop.index0 % 62) }} as bigint)){{ ',' if not loop.last }}
        {%- endfor %}
    ) as numbered (tag, word_no, tag_bit)
{%- endmacro %}

{#- on_0, unknown_0, on_1 ...: the bits of the tags that are on, and of those that can't be decided, by word. -#}
{% macro sums_of_tag_bits(tags) -%}
    {%- for word_no in range((tags | length + 61) // 62) %}
        {{- ',' if not loop.first }}
        cast(sum(case when is_on and word_no = {{ word_no }} then tag_bit else 0 end) as bigint) as on_{{ word_no }},
        cast(sum(case when is_on is null and word_no = {{ word_no }} then tag_bit else 0 end) as bigint) as unknown_{{ word_no }}
    {%- endfor %}
{%- endmacro %}

{#- One boolean column a tag, from those sums: true on, null unknown, false off and where an account has none. -#}
{% macro tag_columns(tags) -%}
    {%- for tag in tags %}
        {%- set word_no, bit = loop.index0 // 62, 2 ** (loop.index0 % 62) %}
        case when (coalesce(unknown_{{ word_no }}, 0) & {{ bit }}) = 0 then (coalesce(on_{{ word_no }}, 0) & {{ bit }}) > 0 end as {{ tag }}
        {{- ',' if not loop.last }}
    {%- endfor %}
{%- endmacro %}
