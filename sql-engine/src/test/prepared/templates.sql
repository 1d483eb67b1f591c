-- Where values are compared with columns.
select count(*), min(i), max(s) from t where i = {long}
select count(*), min(i), max(s) from t where i = {int}
select count(*), sum(n) from t where n between {int} and {int}
select count(*), sum(n) from t where n > {long} or n < {int}
select count(*), min(n) from t where n = {decimal}
select count(*), min(n) from t where n <= {double}
select i, s from t where s = {text} order by 1, 2
select i, s from t where s >= {text} and s < {text} order by 1, 2
select i, s from t where s like {text} order by 1, 2
select count(*) from t where s not like {text}
select count(*) from t where s in ({text}, {text}, {text})
select count(*) from t where s not in ({text}, {text})
select count(*) from t where i in ({int}, {long}, {int})
select count(*) from t where i not in ({int}, {int})
select count(*) from t where n in ({int}, {decimal})
select count(*), sum(d) from t where d = {decimal}
select count(*), sum(d) from t where d > {decimal} and d <= {decimal}
select count(*), sum(d) from t where d < {int}
select count(*), sum(w) from t where w >= {decimal}
select count(*), sum(w) from t where w < {double}
select count(*), sum(x) from t where x < {double}
select count(*), sum(x) from t where x = {double} or x > {double}
select count(*) from t where not (x < {double})
select count(*) from t where x in ({double}, {double})
select count(*), sum(r) from t where r >= {double}
select count(*) from t where r = {decimal}
select count(*), min(day) from t where day = {date}
select count(*), min(day) from t where day >= {date} and day < {date}
select day, count(*) from t where day <> {date} group by day order by 1
select count(*), min(ts) from t where ts = {time}
select count(*), min(ts) from t where ts > {time}
select count(*), min(tz) from t where tz <= {time}
select count(*) from t where cast(ts as date) = {date}
select count(*) from t where b = {truth}
select count(*) from t where b is distinct from {truth}
select count(*) from t where i is distinct from {int}
select count(*) from t where i is not distinct from {long}
select count(*) from t where {int} = {int}
select count(*) from t where {truth} and i > {int}
select count(*) from t where i > {int} and i > {int} and i < {int}
select count(*) from t where {int} < i and {int} > i
select count(*) from t where i = {text}
select count(*) from t where s = {int}
-- Where values are computed with.
select count(*) from t where i + {int} > {long}
select count(*) from t where i * {int} = n
select count(*) from t where i % {int} = {int}
select count(*) from t where i / {int} > 1
select sum(i + {int}), sum(d * {decimal}) from t
select sum(x * {double}), max(d + {int}) from t
select count(*) from t where d + {decimal} > {decimal}
select count(*) from t where -i = {int} or abs(n) = {int}
select count(*) from t where day + interval '2' day > {date}
select count(*) from t where day > {date} - interval '1' month
select count(*) from t where date_add('day', {int}, day) = {date}
select count(*) from t where date_trunc({unit}, ts) = {time}
select count(*) from t where year(day) = {int}
select count(*) from t where s || {text} = {text}
select count(*) from t where substr(s, {int}, {count}) = {text}
select count(*) from t where length({text}) > i
select count(*) from t where coalesce(s, {text}) = {text}
select count(*) from t where nullif(i, {int}) is null
select count(*) from t where lower(s) like {text} || '%'
select count(*) from t where cast({text} as integer) = i
select count(*) from t where try_cast({text} as integer) = i
select count(*) from t where i = cast({decimal} as bigint)
select count(*) from t where round(x, {count}) > {double}
select count(*) from t where case when i > {int} then s else {text} end = {text}
select count(*) from t where if(b, i, {int}) > {int}
select count(*) from t where greatest(i, {int}) = {long}
-- Where values are given.
select {int}, {text}, {date} from u
select {decimal} as a, {double} as b, {time} as c
select distinct {text}, v from u order by v
select case when k > {int} then {text} else {text} end from u order by k
select coalesce(v, {text}), k + {long} from u order by k
select typeof({int}), typeof({decimal}), typeof({text})
select k, {int} union all select n, {long} from u order by 1, 2
select * from (values ({int}, {text}), (1, 'x')) as v (i, t) order by i, t
select * from (values (1, {text}), ({int}, 'b')) as v(a, b) order by a, b
-- Joins and sub-queries.
select count(*), min(v) from t join u on t.i = u.k where u.k = {int}
select count(*), min(v) from t join u on t.i = u.k where t.i = {long} and u.n > {int}
select count(*), min(v) from t join u on t.i = u.k and u.v = {text}
select count(*), max(v) from t left join u on t.i = u.k and u.n < {int} where t.n > {int}
select count(*), max(v) from t full join u on t.i = u.k where coalesce(u.n, {int}) > {int}
select count(*) from t join u on t.i > u.k + {int}
select count(*) from t where i in (select k from u where n > {int})
select count(*) from t where i not in (select k from u where n > {int} and k is not null)
select count(*) from t where exists (select 1 from u where u.k = t.i and u.n <> {int})
select count(*) from t where not exists (select 1 from u where u.k = t.i and u.v = {text})
select count(*) from t where i > (select max(k) from u where n < {int})
select count(*) from t where {int} in (select k from u)
select count(*) from t where {int} not in (select k from u)
select count(*) from t where (select count(*) from u where u.k = t.i and u.n > {int}) > {int}
select count(*) from t where exists (select 1 from u where n = {int})
select k, (select max(t.s) from t where t.i = u.k and t.n < {int}) from u order by 1
select count(*) from t a, t b where a.i = b.i and b.i = {int} and a.n < {int}
select count(*) from u where (k, n) in (select i, {int} from t)
with x as (select * from t where i >= {int}) select count(*) from x a join x b on a.i = b.i where a.n = {int}
select count(*) from (select i from t where i > {int} intersect select k from u where n < {int})
select count(*) from (select i from t where i > {int} except select k from u where n < {int})
-- Groups, windows, order.
select s, count(*) from t group by s having count(*) > {int} order by s
select s, sum(i) from t where i > {int} group by s having sum(i) > {int} order by s
select count(*) filter (where i > {int}), sum(i) filter (where s = {text}) from t
select i % {int}, count(*) from t group by 1 order by 1
select i % {int}, count(*) from t group by i % {int} order by 1
select s, {text}, count(*) from t group by s, {text} order by s
select s, count(*) from t group by s, {int} order by s
select count(distinct i + {int}) from t
select k from (select k, row_number() over (order by k) as at from u) where at <= {int} order by k
select k, lag(k, {count}) over (order by k) from u order by k
select k, lag(k, 1, {int}) over (order by k) from u order by k
select k, sum(n) over (order by k rows between {count} preceding and current row) from u order by k
select k, ntile({int}) over (order by k) from u order by k
select k, sum(n + {int}) over (partition by v order by k) from u order by k
select k from u order by k limit {limit}
select k from u order by k offset {limit}
select k from u where n > {int} order by k limit {limit} offset {limit}
select k, n from u order by {count}, k
select k, n from u order by n % {int}, k
select k from u order by case when k = {int} then 0 else 1 end, k
select approx_percentile(k, {double}) from u
select array_agg(k order by k) from u where n < {int}
select array[1, 2, 3][{int}]
select contains(array[1, 2, {int}], {int})
select max_by(v, k + {int}) from u
select string_agg(v, {text}) within group (order by v) from u
select json_extract_scalar({text}, '$.a')
select x from unnest(array[{int}, {int}]) as e(x) order by x
select x from unnest(sequence(1, {count})) as e(x) order by x
select count(*) from t for timestamp as of {time}
select count(*) from u offset {limit} rows fetch first {limit} rows only
