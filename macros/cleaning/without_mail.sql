{#- A text without the mail addresses in it, trimmed and half-width. One that is nothing else becomes a stand-in, the same
    in every feed whatever its case: where companies or sellers have mail addresses for ids, they still find each other.
    In the midst of other words it becomes *. -#}
{% macro without_mail(column) -%}
    {%- set text = 'trim(translate(' ~ where_matching(column, '[@＠]') ~ ', ' ~ wide_characters() ~ '))' -%}
    case
        when {{ matches(text, mail_pattern()) }} then 'mail-' || left({{ email_key(text) }}, 16)
        else {{ replace_pattern(text, mail_pattern(), '*') }}
    end
{%- endmacro %}

{#- What looks like a mail address, in any script. The night looks for it once more in what it is about to publish. -#}
{% macro mail_pattern() -%}
    {{ return('[^ @]+@[^ @]+[.][^ @0-9.]{2,}') }}
{%- endmacro %}
