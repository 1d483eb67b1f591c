package dev.tarn.bench.group;

import dev.tarn.bench.command.LakeDuel;
import dev.tarn.bench.duel.BenchTable;
import dev.tarn.bench.duel.DuckSide;
import dev.tarn.bench.duel.Question;
import dev.tarn.bench.lake.BenchLake;
import dev.tarn.bench.lake.ManyGroups;

import picocli.CommandLine.Command;

import java.util.ArrayList;
import java.util.List;

/// `tarn bench group`: aggregations with up to a million groups beside DuckDB's, on the same files
/// and with as many threads.
@Command(
        name = "group",
        description = {
            "Aggregations with a thousand to a million groups, beside DuckDB on the same files.",
            "Prints Markdown, and writes JSON beside the data."
        })
public final class GroupBench extends LakeDuel {
    private static final int ROWS = 6_000_000;

    public GroupBench() {
        super("group");
    }

    @Override
    protected List<Question> questions(BenchLake lake, DuckSide duck, double scaleFactor) {
        ManyGroups.make(lake, (int) Math.max(10_000, ROWS * scaleFactor));
        BenchTable table = lake.share(ManyGroups.NAME, duck);
        List<Question> questions = new ArrayList<>();
        for (String keys : List.of("far", "text", "near", "a, b", "few")) {
            String kind = keys.replaceAll("\\W", "");
            questions.add(
                    question(
                            kind + " sum of",
                            table,
                            """
                            select count(*), sum(n), sum(s), max(s) from (
                              select %s, count(*) as n, sum(v) as s from {t} group by %s) as g\
                            """
                                    .formatted(keys, keys)));
            questions.add(
                    question(
                            kind + " distinct of",
                            table,
                            "select count(*) from (select distinct %s from {t}) as g"
                                    .formatted(keys)));
        }
        return questions;
    }

    private static Question question(String kind, BenchTable table, String sql) {
        return new Question(kind, table, sql, List.of(), Double.NaN, Double.NaN);
    }
}
