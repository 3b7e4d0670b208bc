{#- What makes two records of a company comparable: its web host and its registration number. -#}

{#- The host of a URL, a bare domain or a mail address: lower case, without www, port, path and final dot; null when
    there is none. The first address counts where several are given. Labels in any script stay as they are. -#}
{% macro url_host(text) -%}
    {%- set scheme = '(?:[a-z][a-z0-9+.-]*://|https?:/?|//)?' -%}
    {%- set user = '(?:[^/?#@ ]*@)?' -%}
    {%- set label = '[^/?#@:.,; ()<>"]' -%}
    {%- set host = '((?:' ~ label ~ '+[.])+' ~ label ~ '{2,})' -%}
    nullif(regexp_extract({{ lower_case(text) }}, '^{{ scheme ~ user }}(?:www[.])*{{ host }}', 1), '')
{%- endmacro %}

{#- The host of a company's web site; an address of digits is none. Reads full-width letters and dots. -#}
{% macro company_host(text) -%}
    nullif({{ replace_pattern(url_host("replace(" ~ half_width('trim(' ~ text ~ ')') ~ ", '。', '.')"), '^[0-9.]+$') }}, '')
{%- endmacro %}

{#- The domain of a mail address; null when it has none. -#}
{% macro mail_domain(email) -%}
    case when {{ email }} like '%_@_%' then {{ url_host(email) }} end
{%- endmacro %}

{#- The path of a URL that may be published: no host, no query, no fragment. A step that holds a mail address or is longer
    than 100 signs (a token) becomes *. Null for null. -#}
{% macro url_path(url) -%}
    {%- set origin = '^(?:[A-Za-z][A-Za-z0-9+.-]*:)?//[^/?#]*' -%}
    {%- set query = '[?#;](?s:.*)' -%}
    {%- set private_step = '[^/]*(?:@|%40)[^/]*|[^/]{101,}' -%}
    {%- set path = replace_pattern(url, origin ~ '|' ~ query) -%}
    case when {{ url }} is not null then coalesce(nullif({{ replace_pattern(path, private_step, '*') }}, ''), '/') end
{%- endmacro %}

{#- A national company number without blanks, dashes, dots and slashes, upper case; null for what people type where they
    have none: shorter than five signs, no digit in it, all digits the same, or 12345 and so on. -#}
{% macro registration_number(text) -%}
    {%- set number = replace_pattern('upper(' ~ half_width(text) ~ ')', '[ ._/:‐‑–—-]') -%}
    {%- set digits = replace_pattern(number, '[^0-9]') -%}
    case
        when length({{ number }}) < 5 then null
        when replace({{ digits }}, left({{ digits }}, 1), '') = '' then null
        when left('12345678901234567890', length({{ number }})) = {{ number }} then null
        else {{ number }}
    end
{%- endmacro %}

{#- A country as people type it, as the seed country_spellings holds it: lower case, no full stops, no apostrophes. -#}
{% macro country_key(text) -%}
    {{ lower_case(replace_pattern(text, "[.''’]")) }}
{%- endmacro %}

{#- A key that may not be read back: SHA-256 with the installation's salt. The same value gives the same key in
    every table. -#}
{% macro salted_hash(text) -%}
    {{ sha256_hex("'" ~ var('salt') ~ ":' || " ~ text) }}
{%- endmacro %}

{#- A mail address as a key: case and blanks don't matter. -#}
{% macro email_key(email) -%}
    {{ salted_hash(lower_case('trim(' ~ email ~ ')')) }}
{%- endmacro %}
