package dev.tarn.bench.expression;

import dev.tarn.bench.command.LakeDuel;
import dev.tarn.bench.duel.BenchTable;
import dev.tarn.bench.duel.DuckSide;
import dev.tarn.bench.duel.Question;
import dev.tarn.bench.expression.SingleCalls.SingleCall;
import dev.tarn.bench.lake.BenchLake;
import dev.tarn.bench.lake.LineItems;

import picocli.CommandLine.Command;

import java.util.ArrayList;
import java.util.List;

/// `tarn bench expression`: queries over TPC-H's line items that compute much of each row, beside
/// DuckDB on the same files. With columns kept (*repeat*), what is left is mostly the computing.
@Command(
        name = "expression",
        description = {
            "Queries over TPC-H's line items that compute much of each row, beside DuckDB on the"
                    + " same files.",
            "Prints Markdown, and writes JSON beside the data."
        })
public final class ExpressionBench extends LakeDuel {
    public ExpressionBench() {
        super("scan");
    }

    @Override
    protected List<Question> questions(BenchLake lake, DuckSide duck, double scaleFactor) {
        LineItems.make(lake, scaleFactor);
        BenchTable table = lake.share(LineItems.AS_GENERATED + "_zstd", duck);
        List<Question> questions = new ArrayList<>(mixed(table));
        for (SingleCall call : SingleCalls.all()) {
            questions.add(question(call.name(), table, "sum(" + call.value() + ")"));
        }
        return questions;
    }

    private static List<Question> mixed(BenchTable table) {
        return List.of(
                question(
                        "decimals",
                        table,
                        """
                        sum(l_extendedprice * (1 - l_discount) * (1 + l_tax) - l_quantity * 10),
                        max(l_extendedprice * l_discount + l_quantity * l_tax - l_discount),
                        min(l_extendedprice - l_quantity * 900 + l_tax * 100)\
                        """),
                question(
                        "doubles",
                        table,
                        """
                        sum(p * (1 - d) * (1 + t) - q * 10.5e0 + p / (q + 1e0) - d * d * p + t * q),
                        max(p * d + q * t - (p - q) * (p + q) / (1e0 + t))\
                        """,
                        "(select cast(l_extendedprice as double) as p, cast(l_discount as double)"
                            + " as d, cast(l_tax as double) as t, cast(l_quantity as double) as q"
                            + " from {t}) as v"),
                question(
                        "integers",
                        table,
                        """
                        sum((l_orderkey * 3 + l_partkey * 7 - l_suppkey) % 1000 + l_linenumber * 5),
                        max(l_orderkey + l_partkey * 2 - l_suppkey * 3 + l_linenumber)\
                        """),
                question(
                        "case",
                        table,
                        """
                        sum(case when l_quantity < 10 then l_extendedprice when l_quantity < 30 then l_discount else l_tax end),
                        sum(case when l_discount > 0.05 and l_tax < 0.04 then 1 else 0 end),
                        count(case when l_partkey > l_suppkey * 20 or l_linenumber = 3 then 1 end)\
                        """),
                question(
                        "dates",
                        table,
                        """
                        sum(extract(year from l_shipdate) * 100 + extract(month from l_shipdate)),
                        count(case when l_receiptdate > l_commitdate and l_shipdate < l_commitdate then 1 end)\
                        """),
                question(
                        "texts",
                        table,
                        """
                        max(upper(l_shipmode) || substr(l_comment, 3, 8)), sum(length(l_comment)),
                        count(case when l_comment like '%regular%' then 1 end)\
                        """));
    }

    private static Question question(String kind, BenchTable table, String values) {
        return question(kind, table, values, "{t}");
    }

    private static Question question(String kind, BenchTable table, String values, String from) {
        return new Question(
                kind,
                table,
                "select " + values + " from " + from,
                List.of(),
                Double.NaN,
                Double.NaN);
    }
}
