package dev.tarn.bench.scan;

import dev.tarn.bench.duel.BenchTable;
import dev.tarn.bench.duel.Question;

import java.util.ArrayList;
import java.util.List;

/// What is asked of which table, and what Tarn's time may be of DuckDB's.
final class ScanQuestions {
    private static final double AGGREGATE = 1.2;
    private static final double SELECTIVE = 0.5;
    private static final double TWO_COLUMNS = 1.0;
    private static final double LIKE = 0.5;
    private static final double REPEAT = 0.3;

    private static final List<String> LINE_ITEM_NUMBERS =
            List.of(
                    "l_orderkey",
                    "l_partkey",
                    "l_suppkey",
                    "l_linenumber",
                    "l_quantity",
                    "l_extendedprice",
                    "l_discount",
                    "l_tax");
    private static final List<String> TAXI_NUMBERS =
            List.of(
                    "pu_location_id",
                    "do_location_id",
                    "passenger_count",
                    "trip_distance",
                    "fare_amount",
                    "extra",
                    "mta_tax",
                    "tip_amount",
                    "tolls_amount",
                    "total_amount");

    private ScanQuestions() {}

    /// Line items in the order that they were generated in.
    static List<Question> lineItems(BenchTable table) {
        List<Question> questions = new ArrayList<>();
        questions.add(aggregates(table, LINE_ITEM_NUMBERS));
        questions.add(
                promised(
                        "two columns of",
                        table,
                        "select sum(l_quantity), max(l_shipdate) from {t}",
                        List.of("l_quantity", "l_shipdate"),
                        TWO_COLUMNS));
        questions.add(
                promised(
                        "like",
                        table,
                        """
                        select count(*) from {t} where l_shipinstruct like '%BACK%' and l_shipmode like '%AI%'
                          and l_returnflag like 'R%'\
                        """,
                        List.of("l_shipinstruct", "l_shipmode", "l_returnflag"),
                        LIKE));
        questions.add(
                free(
                        "tpch q1",
                        table,
                        """
                        select l_returnflag, l_linestatus, sum(l_quantity), sum(l_extendedprice),
                          sum(l_extendedprice * (1 - l_discount)), sum(l_extendedprice * (1 - l_discount) * (1 + l_tax)),
                          avg(l_quantity), avg(l_extendedprice), avg(l_discount), count(*)
                        from {t} where l_shipdate <= date '1998-09-02'
                        group by l_returnflag, l_linestatus order by l_returnflag, l_linestatus\
                        """,
                        List.of(
                                "l_returnflag",
                                "l_linestatus",
                                "l_quantity",
                                "l_extendedprice",
                                "l_discount",
                                "l_tax",
                                "l_shipdate")));
        questions.add(q6(table));
        return questions;
    }

    /// Line items in order of ship date: three of its 2,526 days are 0.12 % of the rows.
    static List<Question> clustered(BenchTable table) {
        return List.of(
                promised(
                        "selective",
                        table,
                        """
                        select count(*), sum(l_extendedprice), max(l_comment) from {t}
                        where l_shipdate between date '1995-06-14' and date '1995-06-16'\
                        """,
                        List.of("l_shipdate", "l_extendedprice", "l_comment"),
                        SELECTIVE),
                q6(table));
    }

    private static Question q6(BenchTable table) {
        return free(
                "tpch q6",
                table,
                """
                select sum(l_extendedprice * l_discount) from {t}
                where l_shipdate >= date '1994-01-01' and l_shipdate < date '1995-01-01'
                  and l_discount between 0.05 and 0.07 and l_quantity < 24\
                """,
                List.of("l_shipdate", "l_discount", "l_quantity", "l_extendedprice"));
    }

    /// Taxi trips in order of pickup: the morning asked for has 0.1 % of them.
    static List<Question> taxi(BenchTable table) {
        return List.of(
                aggregates(table, TAXI_NUMBERS),
                promised(
                        "selective",
                        table,
                        """
                        select count(*), sum(total_amount), max(dropoff_datetime) from {t}
                        where pickup_datetime >= timestamp '2020-09-15 06:00:00' and pickup_datetime < timestamp '2020-09-15 11:00:00'\
                        """,
                        List.of("pickup_datetime", "total_amount", "dropoff_datetime"),
                        SELECTIVE),
                promised(
                        "two columns of",
                        table,
                        "select sum(fare_amount), max(trip_distance) from {t}",
                        List.of("fare_amount", "trip_distance"),
                        TWO_COLUMNS),
                promised(
                        "like",
                        table,
                        "select count(*) from {t} where store_and_fwd_flag like 'Y%'",
                        List.of("store_and_fwd_flag"),
                        LIKE));
    }

    static List<Question> wide(BenchTable table) {
        return List.of(
                promised(
                        "two columns of",
                        table,
                        "select sum(c20), max(c53) from {t}",
                        List.of("c20", "c53"),
                        TWO_COLUMNS),
                promised(
                        "like",
                        table,
                        "select count(*) from {t} where c44 like '%r 49_7%'",
                        List.of("c44"),
                        LIKE));
    }

    private static Question aggregates(BenchTable table, List<String> columns) {
        List<String> terms = new ArrayList<>();
        for (String column : columns) {
            for (String function : List.of("sum", "min", "max", "count")) {
                terms.add(function + "(" + column + ")");
            }
        }
        String sql = "select " + String.join(", ", terms) + " from {t}";
        return promised("aggregates", table, sql, columns, AGGREGATE);
    }

    private static Question promised(
            String kind, BenchTable table, String sql, List<String> columns, double most) {
        return new Question(kind, table, sql, columns, most, REPEAT);
    }

    private static Question free(String kind, BenchTable table, String sql, List<String> columns) {
        return new Question(kind, table, sql, columns, Double.NaN, REPEAT);
    }
}
