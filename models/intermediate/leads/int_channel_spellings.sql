-- grain: one row per way in which leads, spend or campaigns spell where something came from
with leads as (
    select
        {{ lead_tag('source', 'utm_source') }} as tagged_source,
        {{ lead_tag('medium', 'utm_medium') }} as tagged_medium
    from {{ ref('stg_crm__leads') }}
),

spend as (
    select * from {{ ref('stg_marketing__spend') }}
),

campaigns as (
    select * from {{ ref('stg_marketing__campaigns') }}
),

web_channels as (
    select * from {{ ref('web_channels') }}
),

channels as (
    select * from {{ ref('channels') }}
),

source_words as (
    select * from {{ ref('lead_words') }}
    where field = 'source'
),

spellings as (
    select {{ channel_spelling('tagged_source', 'tagged_medium') }} as spelling
    from leads
    union distinct
    select {{ label_spelling('channel') }} as spelling
    from spend
    union distinct
    select {{ label_spelling('channel') }} as spelling
    from campaigns
),

split_spellings as (
    select
        spelling,
        trim(split_part(spelling, ' / ', 1)) as source,
        trim(split_part(spelling, ' / ', 2)) as medium
    from spellings
    where spelling is not null
),

-- as sessions get their channel, only that nobody led the lead here from another page
as_on_the_web as (
    select
        split_spellings.spelling,
        min_by(web_channels.channel, web_channels.position) as channel
    from split_spellings
    inner join web_channels
        on
            split_spellings.medium like replace(web_channels.utm_medium, '(none)', '')
            and split_spellings.source like replace(web_channels.utm_source, '(none)', '')
            and web_channels.referrer_host = '%'
    group by split_spellings.spelling
),

-- what people write into a lead source; the name of a channel says itself
words as (
    select
        spelling,
        value as channel
    from source_words
    union all
    select
        {{ plain_words('channels.channel') }} as spelling,
        channels.channel
    from channels
    left join source_words on {{ plain_words('channels.channel') }} = source_words.spelling
    where source_words.spelling is null
),

final as (
    select
        split_spellings.spelling,
        split_spellings.source,
        split_spellings.medium,
        coalesce(
            nullif(nullif(as_on_the_web.channel, 'unknown'), 'offline'),
            words_of_source.channel,
            words_of_medium.channel,
            as_on_the_web.channel,
            'unknown'
        ) as channel
    from split_spellings
    left join as_on_the_web on split_spellings.spelling = as_on_the_web.spelling
    left join words as words_of_source
        on {{ plain_words('split_spellings.source') }} = words_of_source.spelling
    left join words as words_of_medium
        on {{ plain_words('split_spellings.medium') }} = words_of_medium.spelling
)

select * from final
