{#- On-run-start, between state and feeds: table `erased_persons` in schema `raw`, the suppression list of tonight.
    It is the published list, what the requests of the exports name, and what leads from there to the same person in the
    exports: from a contact to its mail, from there to its leads and their visitors. It holds salted hashes only, so it is
    published, and goes on when the requests are in the exports no more. A request counts from the night that sees it,
    whatever its date: there is no night on which an erased person is not erased.
    Returns whether anybody is on the list. -#}
{% macro suppress_erased(views) -%}
    {%- set raw = build_schema('raw') -%}
    {%- set published = build_schema('state') ~ '.erased_persons' -%}
    {%- set requests = views['erasure_requests'] -%}
    {%- set listed = run_query('select count(*) from ' ~ published).columns[0].values()[0] -%}
    {%- set requested = run_query('select count(*) from (' ~ requests ~ ') as r').columns[0].values()[0] -%}
    {%- if listed + requested == 0 -%}
        {%- do replace_table(raw ~ '.erased_persons', 'select * from ' ~ published) -%}
        {{ return(false) }}
    {%- endif -%}
    {%- if listed > 0 -%}{%- do refuse_another_salt(published) -%}{%- endif -%}

    {%- do replace_table(raw ~ '.erased_1', erased_so_far(published, requests)) -%}
    {#- Mail events tell old addresses; visitors are the end of every way. -#}
    {%- set people = ['crm_contacts', 'crm_leads', 'community_members', 'consent_events'] -%}
    {%- do replace_table(
        raw ~ '.erased_2', erased_with_links(raw ~ '.erased_1', people + ['mkt_email_events'], views)
    ) -%}
    {%- do replace_table(raw ~ '.erased_3', erased_with_links(raw ~ '.erased_2', people, views)) -%}
    {%- do replace_table(
        raw ~ '.erased_persons', erased_with_links(raw ~ '.erased_3', people + ['web_events'], views)
    ) -%}
    {%- for step in [1, 2, 3] -%}
        {%- do run_query('drop table ' ~ raw ~ '.erased_' ~ step) -%}
    {%- endfor -%}
    {{ return(true) }}
{%- endmacro %}

{#- The hash of nothing but the salt: it tells whether a published list can still be read. -#}
{% macro salt_key() -%}
    {{ salted_hash("'salt:'") }}
{%- endmacro %}

{% macro refuse_another_salt(published) -%}
    {%- set known = run_query(
        'select count(*) from ' ~ published ~ ' where person_key = ' ~ salt_key()
    ).columns[0].values()[0] -%}
    {%- if known == 0 -%}
        {{ exceptions.raise_compiler_error(
            'The published list of erased persons was made with another STRATA_SALT, and would now let them in again. '
            ~ 'Set the salt of before; see docs/privacy.md for a new one.'
        ) }}
    {%- endif -%}
{%- endmacro %}

{#- The published list and what the requests name. A phone names a person where the request gives nothing else. -#}
{% macro erased_so_far(published, requests) -%}
    {%- set keys = keys_of_names(personal_columns()['erasure_requests']['names']) -%}
    select
        person_key,
        key_type,
        bool_or(is_person) as is_person,
        min(erased_on) as erased_on
    from (
        select * from {{ published }}
        union all
        select {{ salt_key() }} as person_key, 'salt' as key_type, false as is_person, {{ as_of_date() }} as erased_on
        {%- for key in keys %}
        union all
        select
            {{ key.name }} as person_key,
            '{{ key.kind }}' as key_type,
            {% if key.kind == 'phone' -%}
            coalesce({{ keys | rejectattr('kind', 'equalto', 'phone') | map(attribute='name') | join(', ') }}) is null
            {%- else -%}
            true
            {%- endif %} as is_person,
            {{ as_of_date() }} as erased_on
        from ({{ with_person_keys(requests, keys) }}) as named
        {%- endfor %}
    ) as every_key
    where person_key is not null
    group by person_key, key_type
{%- endmacro %}

{#- The keys so far, and those that rows with one of them lead to. -#}
{% macro erased_with_links(known, feeds, views) -%}
    select
        person_key,
        key_type,
        bool_or(is_person) as is_person,
        min(erased_on) as erased_on
    from (
        select * from {{ known }}
        {%- for feed in feeds %}
        {%- set columns = personal_columns()[feed] %}
        {%- set ways = {} %}
        {%- for column, kinds in columns['names'].items() if 'visitor' not in kinds -%}
            {%- do ways.update({column: kinds}) -%}
        {%- endfor %}
        {%- set ends = {} %}
        {%- for column, kind in columns['leads_to'].items() -%}
            {%- do ends.update({column: [kind]}) -%}
        {%- endfor %}
        {%- set ways_keys = keys_of_names(ways) %}
        {%- set ends_keys = keys_of_names(ends) %}
        {%- set every_key = keys_of_names(dict(ways, **ends)) if feed != 'web_events' else ways_keys + ends_keys %}
        union all
        select
            case part{% for key in ends_keys %} when {{ loop.index }} then named.{{ key.name }}{% endfor %} end as person_key,
            case part{% for key in ends_keys %} when {{ loop.index }} then '{{ key.kind }}'{% endfor %} end as key_type,
            case part{% for key in ends_keys %} when {{ loop.index }} then {{ key.kind != 'phone' }}{% endfor %} end as is_person,
            {{ as_of_date() }} as erased_on
        {#- The same names come again and again, and a hash is dear. #}
        {%- set told = every_key | map(attribute='column') | unique | join(', ') %}
        {%- set names_told = 'select distinct ' ~ told ~ ' from (' ~ views[feed] ~ ') as told' %}
        from ({{ with_person_keys(names_told, every_key) }}) as named
        {{ left_join_erased(ways_keys, known) }}
        cross join (
            {%- for key in ends_keys %}
            select {{ loop.index }} as part{{ ' union all' if not loop.last }}
            {%- endfor %}
        ) as parts
        where {{ is_any_erased(ways_keys, ways) }}
        {%- endfor %}
    ) as every_key
    where person_key is not null
    group by person_key, key_type
{%- endmacro %}
