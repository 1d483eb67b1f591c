-- What an OR over two tables says of each is asked of each (TPC-H query 7).
select n1.n_name, n2.n_name, c_custkey, s_suppkey from customer, nation n1, supplier, nation n2
where c_nationkey = n1.n_nationkey and s_nationkey = n2.n_nationkey
  and ((n1.n_name = 'FRANCE' and n2.n_name = 'GERMANY') or (n1.n_name = 'GERMANY' and n2.n_name = 'FRANCE'));

-- A condition on a key is one on all keys that equal it.
select o_orderkey from orders join lineitem on o_orderkey = l_orderkey where l_orderkey < 100;

-- Also on those of a joined-in row, but not the other way round.
select c_custkey, o_orderkey from customer left join orders on c_custkey = o_custkey where c_custkey in (1, 2);

select c_custkey, o_orderkey from customer left join orders on c_custkey = o_custkey and o_custkey in (1, 2);

-- Three tables with one key: any two may be joined first, on one equality each.
select count(*) from part, partsupp, lineitem where p_partkey = ps_partkey and ps_partkey = l_partkey and p_size = 1;

-- Two columns that equal the same one are equal.
select s_suppkey from supplier, nation where s_suppkey = n_nationkey and s_nationkey = n_nationkey;

-- A left join that a condition makes an inner one takes part.
select count(*) from customer left join orders on c_custkey = o_custkey join nation on n_nationkey = o_shippriority;

-- Tables without a condition between them are put together last, the smallest first.
select count(*) from lineitem, region, nation where l_orderkey = 1;

-- What may fail is not asked of rows that it was not written for.
select 1 from orders join lineitem on o_orderkey = l_orderkey where 10 / (l_orderkey - 5) > 1;

-- ASOF joins: the right side sorted, conditions of the left below, of the right above.
select o_orderkey, l_shipdate from orders asof join lineitem match_condition (o_orderdate <= l_shipdate) on o_orderkey = l_orderkey where o_totalprice > 100 and l_quantity < 5;
