package dev.tarn.bench.merge;

import dev.tarn.bench.command.DataOptions;
import dev.tarn.bench.command.RoundOptions;
import dev.tarn.bench.duel.Machine;
import dev.tarn.bench.duel.Side;
import dev.tarn.bench.duel.TarnSide;
import dev.tarn.bench.lake.BenchLake;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;

/// `tarn bench merge`: the same joins of the same tables by merging and by hash.
@Command(
        name = "merge",
        description = {
            "Joins of two tables that are bucketed and sorted by their keys, by merging and by"
                    + " hash:",
            "time and the most memory reserved. Prints Markdown."
        })
public final class MergeBench implements Callable<Integer> {
    private static final int ORDERS = 1_000_000;
    private static final int MOST_VALUES = 10_000;

    @Mixin private final DataOptions data = new DataOptions(1);

    @Mixin private final RoundOptions rounds = new RoundOptions(3, 5);

    @Override
    public Integer call() {
        System.out.println(Machine.describe());
        try (BenchLake lake = data.open("merge")) {
            make(lake);
            System.out.println();
            System.out.println("| join | hash | peak | merge, first | merge | peak | ratio |");
            System.out.println("|---".repeat(7) + "|");
            questions().forEach((name, sql) -> System.out.println(row(lake.side(), name, sql)));
        }
        return 0;
    }

    private static Map<String, String> questions() {
        Map<String, String> questions = new LinkedHashMap<>();
        questions.put(
                "number",
                "select count(*), sum(o.price), sum(i.amount) from orders o join items i on o.id ="
                        + " i.id");
        questions.put(
                "number, left, texts read",
                "select count(*), max(o.note), max(i.note) from orders o left join items i on o.id"
                        + " = i.id");
        questions.put(
                "number, grouped by it",
                "select count(*), max(n), max(s) from (select o.id, count(*) as n, sum(o.price *"
                    + " i.amount) as s from orders o join items i on o.id = i.id group by o.id) as"
                    + " g");
        questions.put(
                "text",
                "select count(*), sum(o.price), sum(i.amount) from orders_by_code o join"
                        + " items_by_code i on o.code = i.code");
        questions.put(
                "semi",
                "select count(*), sum(o.price) from orders o where exists (select 1 from items i"
                        + " where o.id = i.id and i.amount > 90)");
        return questions;
    }

    /// Orders have ids and codes of their own, and four items each.
    private void make(BenchLake lake) {
        long orders = Math.max(MOST_VALUES, (long) (ORDERS * data.scale()));
        for (String key : new String[] {"id", "code"}) {
            String suffix = key.equals("id") ? "" : "_by_code";
            make(lake, "orders" + suffix, key, "price", orders, 1);
            make(lake, "items" + suffix, key, "amount", orders, 4);
        }
    }

    private static void make(
            BenchLake lake, String name, String key, String number, long orders, int each) {
        if (lake.has(name)) {
            return;
        }
        TarnSide side = lake.side();
        side.ask(
                "create table if not exists %s (id bigint, code varchar, %s bigint, note varchar) with (partitioning = ARRAY['bucket(%s, 8)'], sorted_by = ARRAY['%s'])"
                        .formatted(name, number, key, key));
        side.ask(
                """
                insert into %s
                select id, concat('order-', cast(id * 7919 %% %d as varchar)), id %% 97, concat('note ', cast(id * 31 %% 1000003 as varchar))
                from (select x * %d + y as id from unnest(sequence(0, %d)) as a(x), unnest(sequence(0, %d)) as b(y), unnest(sequence(1, %d)) as c(z)) as made\
                """
                        .formatted(
                                name,
                                orders * 10 + 7,
                                orders / MOST_VALUES,
                                MOST_VALUES - 1,
                                orders / MOST_VALUES - 1,
                                each));
    }

    /// Seconds, the median, and the most bytes reserved.
    private record Run(double seconds, double first, long peakBytes, Object rows) {}

    private String row(TarnSide side, String name, String sql) {
        Run hash = run(side.with("merge_join", "false"), sql);
        Run merge = run(side.with("merge_join", "always"), sql);
        if (!hash.rows.equals(merge.rows)) {
            throw new IllegalStateException("Join '%s' has two answers".formatted(name));
        }
        return String.format(
                Locale.ROOT,
                "| %s | %,.0f ms | %,.1f MB | %,.0f ms | %,.0f ms | %,.1f MB | %.2f |",
                name,
                hash.seconds * 1e3,
                hash.peakBytes / 1e6,
                merge.first * 1e3,
                merge.seconds * 1e3,
                merge.peakBytes / 1e6,
                merge.seconds / hash.seconds);
    }

    private Run run(TarnSide side, String sql) {
        double first = seconds(side, sql);
        for (int round = 1; round < rounds.warmUp(); round++) {
            side.ask(sql);
        }
        double[] seconds = new double[rounds.measured()];
        for (int round = 0; round < seconds.length; round++) {
            seconds[round] = seconds(side, sql);
        }
        Arrays.sort(seconds);
        Side.Answer answer = side.ask(sql);
        return new Run(seconds[seconds.length / 2], first, answer.peakMemoryBytes(), answer.rows());
    }

    private static double seconds(TarnSide side, String sql) {
        long begin = System.nanoTime();
        side.ask(sql);
        return (System.nanoTime() - begin) / 1e9;
    }
}
