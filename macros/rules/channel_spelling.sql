{#- Where something came from, as the key of int_channel_spellings: 'google / cpc'. Of a label that names a source alone
    the medium is empty. -#}
{% macro channel_spelling(source, medium) -%}
    lower(coalesce({{ source }}, '')) || ' / ' || lower(coalesce({{ medium }}, ''))
{%- endmacro %}

{% macro label_spelling(label) -%}
    case when {{ label }} like '% / %' then lower({{ label }}) else lower({{ label }}) || ' / ' end
{%- endmacro %}

{#- A value of a lead's utm tag: as the form sent it, else out of the first page seen. -#}
{% macro lead_tag(column, tag) -%}
    coalesce({{ column }}, nullif(regexp_extract(landing_url, '[?&]{{ tag }}=([^&#]*)', 1), ''))
{%- endmacro %}

{#- Words of a person as seed lead_words spells them: lower case, blanks instead of dashes and underscores. -#}
{% macro plain_words(text) -%}
    replace(replace(lower({{ text }}), '_', ' '), '-', ' ')
{%- endmacro %}

{#- The value of a row of seed lead_rules, as a scalar subquery over the import CTE `lead_rules`. -#}
{% macro lead_rule(rule) -%}
    (select max(lead_rules.value) from lead_rules where lead_rules.rule = '{{ rule }}')
{%- endmacro %}
