-- Groups stand side by side in the rows of a window that sorts.
select o_custkey, max(n) from (select o_custkey, row_number() over (order by o_custkey) n from orders) group by o_custkey;
-- Their order is that of the sort, which is not done again.
select o_custkey, max(n) from (select o_custkey, row_number() over (order by o_custkey) n from orders) group by o_custkey order by o_custkey;
-- Another direction is another order, and so are nulls at the other end.
select o_custkey, max(n) from (select o_custkey, row_number() over (order by o_custkey) n from orders) group by o_custkey order by o_custkey desc;
select o_custkey, max(n) from (select o_custkey, row_number() over (order by o_custkey) n from orders) group by o_custkey order by o_custkey nulls first;
-- Keys in another sequence group just as well.
select o_orderstatus, o_custkey, sum(o_totalprice) from (select * from orders order by o_custkey desc, o_orderstatus, o_orderdate limit 1000) group by o_orderstatus, o_custkey;
-- Columns that are not the first of the order do not.
select o_orderstatus, sum(o_totalprice) from (select * from orders order by o_custkey, o_orderstatus limit 1000) group by o_orderstatus;
-- Distinct values that are in order too are counted as they come; others need a table.
select o_custkey, count(distinct o_orderstatus) from (select * from orders order by o_custkey, o_orderstatus limit 1000) group by o_custkey;
select o_custkey, count(distinct o_orderstatus) from (select * from orders order by o_custkey limit 1000) group by o_custkey;
-- Each grouping set is grouped by itself.
select o_custkey, o_orderstatus, count(*) from (select * from orders order by o_custkey limit 1000) group by rollup (o_custkey, o_orderstatus);
-- What is computed of the key is not in order; filters and other columns beside it keep the order.
select o_custkey % 10, count(*) from (select * from orders order by o_custkey limit 1000) group by o_custkey % 10;
select o_custkey + 0, o_custkey, count(*) filter (where o_totalprice > 5) from (select * from (select * from orders order by o_custkey limit 1000) where o_orderkey > 7) group by o_custkey;
-- Frames that end with the row, or its peers, need no partition.
select rank() over (order by o_custkey), sum(o_totalprice) over (order by o_custkey), sum(o_totalprice) over (order by o_custkey rows unbounded preceding), lag(o_orderkey, 2, -1) over (order by o_custkey), first_value(o_orderkey) over (order by o_custkey) from orders;
-- Other frames do, and functions that look ahead, or as far as a column says.
select sum(o_totalprice) over (order by o_custkey rows between 1 preceding and 1 following), rank() over (order by o_custkey) from orders;
select lead(o_orderkey) over (order by o_custkey) from orders;
select lag(o_orderkey, o_shippriority) over (order by o_custkey) from orders;
select percent_rank() over (order by o_custkey) from orders;
-- Partitions are divided by hash, unless rows come in their order.
select row_number() over (partition by o_custkey order by o_orderdate) from orders;
select row_number() over (partition by o_custkey order by o_orderdate) from (select * from orders order by o_custkey, o_orderdate, o_orderkey limit 1000);
-- One sort serves windows of the same order, and a top-n of it.
select row_number() over (order by o_orderkey) n, o_orderkey from orders order by o_orderkey limit 3;
-- Numbers without an order.
select row_number() over () from orders;
