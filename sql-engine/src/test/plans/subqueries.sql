-- IN becomes a semi-join.
select n_name from nation where n_regionkey in (select r_regionkey from region where r_name like 'A%');
-- EXISTS as well.
select n_name from nation n where exists (select 1 from region where r_regionkey = n.n_regionkey);
-- NOT EXISTS keeps rows without a match.
select n_name from nation n where not exists (select 1 from region where r_regionkey = n.n_regionkey);
-- A scalar sub-query gives one row or an error.
select n_name from nation where n_regionkey = (select max(r_regionkey) from region);
-- A correlated one is computed once for all rows.
select n_name, (select r_name from region where r_regionkey = n_regionkey) from nation;
