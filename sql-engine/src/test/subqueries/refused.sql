select id, (select (select max(d) from v where v.a = t.a) from u where u.id = t.id) from t;
