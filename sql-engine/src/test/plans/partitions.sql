-- A value has the rows of its partitions.
select visitor from visits where region = 'north';

-- Whichever side it stands on, and none where no partition has it.
select visitor from visits where 'west' = region;

-- Several values have the rows of all their partitions, and all others the rest.
select visitor from visits where region in ('north', 'south');
select visitor from visits where region not in ('north', 'south');

-- Days have the rows of their moments; a part of a day has its part of them.
select visitor from visits where moment >= timestamp '2026-01-02 00:00:00';
select visitor from visits where moment >= timestamp '2026-01-01 00:00:00' and moment < timestamp '2026-01-01 12:00:00';
select visitor from visits where moment < timestamp '2026-01-01 00:00:00';

-- There are as many groups as partitions have values.
select region, max(visitor) from visits group by region;

-- A join builds on the side of the few rows.
select v.visitor, w.moment from visits v join visits w on v.visitor = w.visitor where v.region = 'north' and w.region = 'south';
select v.visitor, w.moment from visits v join visits w on v.visitor = w.visitor where v.region = 'south' and w.region = 'north';

-- A column that is not partitioned by is guessed as ever.
select region from visits where visitor = 7;
