-- Five million sales are of 100 stores: they are added up before they meet them.
select city, count(*), count(pieces), sum(price), min(day), max(price) from sales join stores on store = number group by city;

-- An average is a sum and a count; longs are added as decimals, doubles stand for the average of integers.
select city, avg(price), avg(pieces), sum(pieces) from sales join stores on store = number group by city;

-- What is computed of a row goes along where it cannot fail, as a product of decimals that have room.
select city, sum(price * (1 - price)) from sales join stores on store = number group by city;

-- What may fail is computed where it was.
select city, sum(pieces / (pieces - 1)) from sales join stores on store = number group by city;

-- A store without sales has one row and no value.
select city, count(*), count(price), sum(price) from stores left join sales on store = number group by city;

-- Without keys, a count of nothing is 0.
select count(*), sum(price) from sales join stores on store = number;

-- Extremes of the other side, and distinct values of either, are asked of the groups.
select city, max(opened), count(distinct store), sum(price) from sales join stores on store = number group by city;

-- A sum of the other side would have to count its rows several times.
select city, sum(number), sum(price) from sales join stores on store = number group by city;

-- A filter of one call is left where it is.
select city, sum(price) filter (where pieces > 1) from sales join stores on store = number group by city;

-- Keys of many values leave as many groups as rows.
select city, article, day, sum(price) from sales join stores on store = number group by city, article, day;

-- Conditions of the join on both sides read further columns, which then tell groups apart.
select city, sum(price) from sales join stores on store = number and day > opened group by city;

-- Only distinct keys are wanted.
select distinct city from sales join stores on store = number;

-- Grouping sets have their groups grouped once before.
select city, opened, sum(price), grouping(city) from sales join stores on store = number group by grouping sets ((city), (opened), ());

-- Rows with a match, or without, are those of groups with one, or without.
select store, count(*) from sales where store in (select number from stores where city > 'M') group by store;

-- Each input of a union gives one row, where there are no keys.
select count(*), sum(price) from (select price from sales union all select 1.00 from stores);

-- Inputs with joins that are worth it are grouped each before its own.
select city, sum(price) from (
  select city, price from sales join stores on store = number union all
  select city, price from sales join stores on article = number) group by city;

-- One of them has as many groups as rows: they are joined as they are.
select city, sum(price) from (
  select city, price from sales join stores on store = number union all
  select city, 1.00 from stores) group by city;
