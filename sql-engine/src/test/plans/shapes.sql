-- ORDER BY with LIMIT is a top-n.
select n_name from nation order by n_nationkey desc limit 3 offset 2;
-- LIMIT alone is not.
select n_name from nation limit 3;
-- The smaller side of a join is built.
select count(*) from region join orders on r_regionkey = o_shippriority;
-- DISTINCT is an aggregation without functions.
select distinct n_regionkey from nation;
-- UNION removes duplicates; UNION ALL does not.
select n_regionkey from nation union select r_regionkey from region;
select n_regionkey from nation union all select r_regionkey from region;
-- INTERSECT and EXCEPT are joins.
select n_regionkey from nation intersect select r_regionkey from region;
select n_regionkey from nation except select r_regionkey from region;
-- Grouping sets are spread out.
select n_regionkey, grouping(n_regionkey), count(*) from nation group by rollup(n_regionkey);
-- Metadata tables are rows made at run time.
select snapshot_id from region.snapshots;
