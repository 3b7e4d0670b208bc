{#- On-run-start, between state and feeds: table `erased_persons` in schema `raw`, the suppression list of tonight.
    It is the published list, what the requests of the exports name, and what leads from there to the same person in the
    exports: from a contact to its mail, from there to its leads and their visitors. It holds salted hashes only, so it is
    published, and goes on when the requests are in the exports no more. A request counts from the night that sees it,
    whatever its date: there is no night on which an erased person is not erased.
    Returns whether anybody is on the list. The later commands of a night find the list of the first. -#}
{% macro suppress_erased(views) -%}
    {%- set made = build_schema('raw') ~ '.erased_persons_made' -%}
    {%- set published_at = env_var('STRATA_NIGHT_PUBLISHED_AT', '') -%}
    {%- set night = "'" ~ published_at ~ ' ' ~ local_md5(tojson(views)) ~ "'" -%}
    {%- do run_query(
        'create table if not exists ' ~ made ~ ' as select ' ~ night ~ ' as night, false as is_anyone where 1 = 0'
    ) -%}
    {%- set found = run_query('select is_anyone from ' ~ made ~ ' where night = ' ~ night).columns[0].values() -%}
    {%- if published_at and found -%}{{ return(found[0]) }}{%- endif -%}
    {%- set is_anyone = make_erased_persons(views) -%}
    {%- do replace_table(made, 'select ' ~ night ~ ' as night, ' ~ is_anyone ~ ' as is_anyone') -%}
    {{ return(is_anyone) }}
{%- endmacro %}

{% macro make_erased_persons(views) -%}
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
    {#- Mail events tell old addresses; visitors are the end of every way. The feeds of people are asked three times. -#}
    {%- set people = ['crm_contacts', 'crm_leads', 'community_members', 'consent_events'] -%}
    {%- for feed in feeds_that_lead_on() -%}
        {%- do replace_table(names_of(feed), hashed_names(feed, views[feed])) -%}
    {%- endfor -%}
    {%- do replace_table(raw ~ '.erased_2', erased_with_links(raw ~ '.erased_1', people + ['mkt_email_events'])) -%}
    {%- do replace_table(raw ~ '.erased_3', erased_with_links(raw ~ '.erased_2', people)) -%}
    {%- do replace_table(raw ~ '.erased_persons', erased_with_links(raw ~ '.erased_3', people + ['web_events'])) -%}
    {%- do replace_table(raw ~ '.erased_values', values_that_name(raw ~ '.erased_persons')) -%}
    {%- for name in ['erased_1', 'erased_2', 'erased_3'] -%}
        {%- do run_query('drop table ' ~ raw ~ '.' ~ name) -%}
    {%- endfor -%}
    {%- for feed in feeds_that_lead_on() -%}
        {%- do run_query('drop table ' ~ names_of(feed)) -%}
    {%- endfor -%}
    {{ return(true) }}
{%- endmacro %}

{#- The feeds of which one name of a person leads to another. -#}
{% macro feeds_that_lead_on() -%}
    {%- set feeds = [] -%}
    {%- for feed, columns in personal_columns().items() if 'leads_to' in columns -%}
        {%- do feeds.append(feed) -%}
    {%- endfor -%}
    {{ return(feeds) }}
{%- endmacro %}

{% macro names_of(feed) -%}
    {{ return(build_schema('raw') ~ '.names_of_' ~ feed) }}
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

{#- The columns of a feed by which its rows name a person or lead to one, with what they hold. -#}
{% macro ways_of(feed) -%}
    {%- set ways = {} -%}
    {%- for column, kinds in personal_columns()[feed]['names'].items() if 'visitor' not in kinds -%}
        {%- do ways.update({column: kinds}) -%}
    {%- endfor -%}
    {{ return(ways) }}
{%- endmacro %}

{% macro ends_of(feed) -%}
    {%- set ends = {} -%}
    {%- for column, kind in personal_columns()[feed]['leads_to'].items() -%}
        {%- do ends.update({column: [kind]}) -%}
    {%- endfor -%}
    {{ return(ends) }}
{%- endmacro %}

{#- All names in a feed, ways and ends. -#}
{% macro told_names(feed) -%}
    {{ return(keys_of_names(dict(ways_of(feed), **ends_of(feed)))) }}
{%- endmacro %}

{#- The names in a feed as keys, each combination once: the same names come again and again, and a hash is dear. Beside
    them a quick hash of each value as it is written. -#}
{% macro hashed_names(feed, select_sql) -%}
    {%- set keys = told_names(feed) -%}
    {%- set columns = keys | map(attribute='column') | unique | list -%}
    select
        {%- for key in keys %}
        {{ person_key(key.kind, 'told.' ~ key.column) }} as {{ key.name }},
        {%- endfor %}
        {%- for column in columns %}
        {{ value_hash('told.' ~ column) }} as hash_{{ column }}{{ ',' if not loop.last }}
        {%- endfor %}
    from (select distinct {{ columns | join(', ') }} from ({{ select_sql }}) as landed) as told
{%- endmacro %}

{#- The quick hashes of all values of these feeds that name an erased person, however they are written. -#}
{% macro values_that_name(erased) -%}
    {%- for feed in feeds_that_lead_on() -%}
        {%- set outer_loop = loop -%}
        {%- for key in told_names(feed) %}
    {{ 'union' if not (loop.first and outer_loop.first) }}
    select named.hash_{{ key.column }} as value_hash
    from {{ names_of(feed) }} as named
    inner join {{ erased }} as erased on named.{{ key.name }} = erased.person_key
        {%- endfor -%}
    {%- endfor -%}
{%- endmacro %}

{#- The keys so far, and those that rows with one of them lead to. -#}
{% macro erased_with_links(known, feeds) -%}
    select
        person_key,
        key_type,
        bool_or(is_person) as is_person,
        min(erased_on) as erased_on
    from (
        select * from {{ known }}
        {%- for feed in feeds %}
        {%- set ways_keys = keys_of_names(ways_of(feed)) %}
        {%- set ends_keys = keys_of_names(ends_of(feed)) %}
        union all
        select
            case part{% for key in ends_keys %} when {{ loop.index }} then named.{{ key.name }}{% endfor %} end as person_key,
            case part{% for key in ends_keys %} when {{ loop.index }} then '{{ key.kind }}'{% endfor %} end as key_type,
            case part{% for key in ends_keys %} when {{ loop.index }} then {{ key.kind != 'phone' }}{% endfor %} end as is_person,
            {{ as_of_date() }} as erased_on
        from {{ names_of(feed) }} as named
        {{ left_join_erased(ways_keys, known) }}
        cross join (
            {%- for key in ends_keys %}
            select {{ loop.index }} as part{{ ' union all' if not loop.last }}
            {%- endfor %}
        ) as parts
        where {{ is_any_erased(ways_keys, ways_of(feed)) }}
        {%- endfor %}
    ) as every_key
    where person_key is not null
    group by person_key, key_type
{%- endmacro %}
