-- Comparisons of columns with literals reach the scan and Iceberg's metadata.
select id from everything where small between 3 and 5 and price > 1.5 and flag;
-- A function of a column filters rows, and prunes nothing.
select id from everything where upper("name") = 'A' or id < 3;
-- IN lists stay lists.
select id from everything where id in (1, 5, 9) and "name" not in ('a', 'b');
-- LIKE with a plain start prunes by prefix.
select id from everything where "name" like 'ab%c';
-- Only the columns that are read are read.
select count(*) from lineitem;
