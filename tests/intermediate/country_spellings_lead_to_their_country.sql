-- Ways to write a country that the seed must know, and lead where they should: all twenty of them.
-- Fails on: the row `england` deleted from the seed, or `na` read as null while it is loaded.
with country_spellings as (
    select * from {{ ref('country_spellings') }}
)

select count(*) as spellings_known
from country_spellings
where
    spelling || '=' || country_code in (
        'usa=US', 'united states=US', 'england=GB', 'uk=GB', 'großbritannien=GB', 'china=CN',
        '中国=CN', 'prc=CN', 'chn=CN', '香港=HK', 'deutschland=DE', 'germany=DE', '德国=DE',
        'österreich=AT', 'schweiz=CH', 'na=NA', 'no=NO', 'côte divoire=CI', 'south korea=KR',
        'holland=NL'
    )
having count(*) <> 20
