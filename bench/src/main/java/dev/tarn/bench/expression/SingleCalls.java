package dev.tarn.bench.expression;

import java.util.List;

/// One function or operator each, of TPC-H's line items, with the same meaning in both engines.
final class SingleCalls {
    private SingleCalls() {}

    /// What is called, and a number that needs it for each row.
    record SingleCall(String name, String value) {}

    static List<SingleCall> all() {
        return List.of(
                call("decimal as double", "cast(l_extendedprice as double)"),
                call("double as decimal", "cast(cast(l_quantity as double) as decimal(15, 2))"),
                call("bigint as text", "length(cast(l_partkey as varchar))"),
                call("decimal as text", "length(cast(l_extendedprice as varchar))"),
                call("date as text", "length(cast(l_shipdate as varchar))"),
                call("text as bigint", "cast(cast(l_partkey as varchar) as bigint)"),
                call("text as double", "cast(cast(l_extendedprice as varchar) as double)"),
                call("text as date", "extract(day from cast(cast(l_shipdate as varchar) as date))"),
                call("decimal as bigint", "cast(l_extendedprice as bigint)"),
                call("decimal as decimal", "cast(l_extendedprice as decimal(12, 1))"),
                call("bigint as integer", "cast(l_suppkey as integer)"),
                call("decimal product", "l_extendedprice * l_discount"),
                call("bigint product", "l_partkey * l_suppkey"),
                call("modulus", "l_partkey % 97"),
                call("modulus of columns", "l_partkey % l_suppkey"),
                call("round of decimal", "round(l_extendedprice, 1)"),
                call("round of double", "round(cast(l_extendedprice as double), 1)"),
                call("floor", "floor(cast(l_extendedprice as double))"),
                call("sqrt", "sqrt(cast(l_partkey as double))"),
                call("ln", "ln(cast(l_partkey as double))"),
                call("power", "power(cast(l_discount as double), 2)"),
                call("abs", "abs(l_partkey - l_suppkey)"),
                call("greatest", "greatest(l_partkey, l_suppkey)"),
                call("coalesce", "coalesce(nullif(l_linenumber, 3), 0)"),
                call("year", "extract(year from l_shipdate)"),
                call("day of year", "extract(doy from l_shipdate)"),
                call("start of month", "extract(doy from date_trunc('month', l_shipdate))"),
                call("date plus days", "extract(day from l_shipdate + interval '3' day)"),
                call("date plus months", "extract(day from l_shipdate + interval '3' month)"),
                call("date difference", "date_diff('day', l_shipdate, l_receiptdate)"),
                call("dates compared", test("l_receiptdate > l_commitdate")),
                call("texts compared", test("l_comment > l_shipinstruct")),
                call(
                        "case of three",
                        "case when l_quantity < 10 then l_partkey when l_quantity < 30 then"
                                + " l_suppkey else l_orderkey end"),
                call(
                        "case of texts",
                        "length(case when l_partkey % 2 = 0 then l_comment else l_shipmode end)"),
                call("in of numbers", test("l_partkey in (1, 5, 77, 1234, 99999, 100001)")),
                call("in of texts", test("l_comment in ('a', 'carefully', 'furiously final')")),
                call("between", test("l_partkey between 1000 and 50000")),
                call("upper", "length(upper(l_comment))"),
                call("concatenation", "length(l_comment || l_shipmode)"),
                call("substring", "length(substring(l_comment, 3, 8))"),
                call("length", "length(l_comment)"),
                call("strpos", "strpos(l_comment, 'ly')"),
                call("replace", "length(replace(l_comment, 'ly', 'LY!'))"),
                call("trim", "length(trim(l_comment))"),
                call("reverse", "length(reverse(l_comment))"),
                call("lpad", "length(lpad(l_shipmode, 12, 'x'))"),
                call("split_part", "length(split_part(l_comment, ' ', 2))"),
                call("starts_with", test("starts_with(l_comment, 'care')")),
                call("like", test("l_comment like '%special%requests%'")),
                call(
                        "regexp_extract",
                        "length(coalesce(regexp_extract(l_comment, 'sp[a-z]+l'), ''))"));
    }

    private static SingleCall call(String name, String value) {
        return new SingleCall(name, value);
    }

    private static String test(String condition) {
        return "case when " + condition + " then 1 else 0 end";
    }
}
