package dev.tarn.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tarn.engine.harness.TestEngine;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Queries that nobody writes but programs do, or somebody who means harm: each is answered or
/// refused clearly, and the next query is answered.
class HostileQueriesTest {
    private static final long MEMORY_BYTES = 96L << 20;
    private static final Set<String> QUICK =
            Set.of(
                    "a long sum",
                    "deep parentheses",
                    "deep calls",
                    "calls that are planned but deep",
                    "repeat to 2 GB",
                    "doubling by sub-queries",
                    "all in one list",
                    "all in one partition",
                    "a large build side of nested loops");

    private static TestEngine engine;

    @BeforeAll
    static void open() {
        engine = TestEngine.inLittleMemory(MEMORY_BYTES);
        engine.execute(
                "create table t as select cast(n as bigint) as n, cast(n as varchar) as name from"
                        + " (values 0,1,2,3,4,5,6,7,8,9) as v(n)");
    }

    @AfterAll
    static void close() {
        engine.close();
    }

    private static String joined(int count, String separator, IntFunction<String> part) {
        return IntStream.range(0, count).mapToObj(part).collect(Collectors.joining(separator));
    }

    private static String nested(int depth, String before, String innermost, String after) {
        return before.repeat(depth) + innermost + after.repeat(depth);
    }

    private record Asked(String name, String sql) {
        /// Whether it is asked each time.
        boolean quick() {
            return QUICK.contains(name);
        }
    }

    private static List<Asked> large() {
        return List.of(
                new Asked(
                        "many ORs of one column",
                        "select count(*) from t where " + joined(10_000, " or ", i -> "n = " + i)),
                new Asked(
                        "many ORs of expressions",
                        "select count(*) from t where "
                                + joined(10_000, " or ", i -> "n * %d = %d".formatted(i, i * 7))),
                new Asked(
                        "many ANDs",
                        "select count(*) from t where "
                                + joined(10_000, " and ", i -> "n <> " + (i + 20))),
                new Asked("a long sum", "select " + joined(10_000, " + ", i -> "n") + " from t"),
                new Asked(
                        "a long concatenation",
                        "select " + joined(10_000, " || ", i -> "name") + " from t"),
                new Asked(
                        "a long IN list",
                        "select count(*) from t where n in ("
                                + joined(100_000, ", ", i -> "" + (i + 3))
                                + ")"),
                new Asked(
                        "a long NOT IN list of texts",
                        "select count(*) from t where name not in ("
                                + joined(50_000, ", ", i -> "'" + (i + 3) + "'")
                                + ")"),
                new Asked(
                        "many columns",
                        "select "
                                + joined(10_000, ", ", i -> "n + %d as c%d".formatted(i, i))
                                + " from t"),
                new Asked(
                        "many rows",
                        "select count(*) from (values "
                                + joined(50_000, ", ", i -> "(%d, 'x%d')".formatted(i, i))
                                + ") v(a, b)"),
                new Asked(
                        "a long CASE",
                        "select case "
                                + joined(5000, " ", i -> "when n = %d then %d".formatted(i, i * 2))
                                + " end from t"),
                new Asked(
                        "a long union",
                        joined(1000, " union all ", i -> "select n + %d from t".formatted(i))),
                new Asked(
                        "many joins",
                        "select count(*) from "
                                + joined(
                                        60,
                                        " join ",
                                        i ->
                                                i == 0
                                                        ? "t t0"
                                                        : "t t%d on t%d.n = t%d.n"
                                                                .formatted(i, i, i - 1))),
                new Asked("a long text", "select length('" + "x".repeat(8_000_000) + "')"));
    }

    private static List<Asked> deep() {
        return List.of(
                new Asked("deep parentheses", "select " + nested(5000, "(", "n", ")") + " from t"),
                new Asked("deep calls", "select " + nested(5000, "abs(", "n", ")") + " from t"),
                new Asked(
                        "calls that are planned but deep",
                        "select " + nested(300, "abs(1 + ", "n", ")") + " from t"),
                new Asked(
                        "deep negations",
                        "select count(*) from t where " + nested(5000, "not (", "n = 1", ")")),
                new Asked(
                        "deep CASEs",
                        "select "
                                + nested(2000, "case when n = 1 then 2 else ", "3", " end")
                                + " from t"),
                new Asked(
                        "deep sub-queries",
                        nested(1000, "select * from (", "select n from t", ") v")),
                new Asked(
                        "deep scalar sub-queries",
                        nested(200, "select (", "select max(n) from t", ") as x")),
                new Asked("deep arrays", "select " + nested(1000, "array[", "1", "]")),
                new Asked(
                        "deep types",
                        "select cast(null as " + nested(1000, "array(", "bigint", ")") + ")"),
                new Asked("deep signs", "select " + "- ".repeat(5000) + "n from t"),
                new Asked(
                        "deep EXISTS",
                        "select * from t where "
                                + nested(100, "exists (select 1 from t where ", "1 = 1", ")")));
    }

    private static List<Asked> growing() {
        return List.of(
                new Asked("repeat to 2 GB", "select length(repeat('x', 2147483647))"),
                new Asked("repeat of all rows", "select length(repeat(name, 400000000)) from t"),
                new Asked("lpad to 2 GB", "select length(lpad(name, 2147483647, 'ab')) from t"),
                new Asked("rpad of all rows", "select length(rpad(name, 300000000, 'ab')) from t"),
                new Asked(
                        "replace with longer",
                        "select length(replace(repeat('x', 1000000), 'x', repeat('y', 5000)))"),
                new Asked(
                        "pattern replaced with longer",
                        "select length(regexp_replace(repeat('x', 1000000), 'x', repeat('y',"
                                + " 5000)))"),
                new Asked(
                        "doubling by sub-queries",
                        nested(40, "select x || x as x from (", "select name as x from t", ") v")),
                new Asked(
                        "concat of large texts",
                        "select length(concat("
                                + joined(30, ", ", i -> "repeat('x', 100000000)")
                                + "))"),
                new Asked(
                        "all in one list",
                        "select cardinality(array_agg(a.name || b.name || c.name)) from t a, t b, t"
                                + " c, t d, t e, t f, t g, t h"),
                new Asked(
                        "all in one text",
                        "select length(listagg(repeat(a.name, 10000), ',')) from t a, t b, t c, t"
                                + " d, t e, t f"),
                new Asked(
                        "all in one sorted list",
                        "select cardinality(array_agg(a.name || b.name order by c.n, a.n)) from t"
                                + " a, t b, t c, t d, t e, t f, t g, t h"),
                new Asked(
                        "all in one partition",
                        "select count(*) from (select sum(a.n) over (partition by 1 = 1 order by"
                                + " b.n) as s, a.name || b.name from t a, t b, t c, t d, t e, t f,"
                                + " t g, t h) v"),
                new Asked(
                        "a large build side of nested loops",
                        "select count(*) from t a join (select a.n + b.n as n, repeat(a.name, 100)"
                                + " as x from t a, t b, t c, t d, t e, t f, t g) b on a.n < b.n"),
                new Asked(
                        "split into many",
                        "select cardinality(split(repeat(',', 200000000), ','))"));
    }

    @TestFactory
    Stream<DynamicTest> some_hostile_queries_are_answered_or_refused() {
        List<Asked> some = new ArrayList<>();
        for (List<Asked> all : List.of(large(), deep(), growing())) {
            some.addAll(all.stream().filter(Asked::quick).toList());
        }
        return tests(some);
    }

    @TestFactory
    @Tag("long")
    Stream<DynamicTest> large_statements_are_answered_or_refused() {
        return tests(large());
    }

    @TestFactory
    @Tag("long")
    Stream<DynamicTest> deep_statements_are_answered_or_refused() {
        return tests(deep());
    }

    @TestFactory
    @Tag("long")
    Stream<DynamicTest> values_that_grow_are_answered_or_refused() {
        return tests(growing());
    }

    private static Stream<DynamicTest> tests(List<Asked> all) {
        List<DynamicTest> tests = new ArrayList<>();
        for (Asked asked : all) {
            tests.add(DynamicTest.dynamicTest(asked.name(), () -> survives(asked.sql())));
        }
        return tests.stream();
    }

    private static void survives(String sql) {
        try {
            engine.values(sql);
        } catch (SqlException e) {
            assertThat(e.code().kind()).as(e.getMessage()).isNotEqualTo(ErrorCode.Kind.INTERNAL);
            assertThat(e.getMessage()).hasSizeLessThan(1000);
        }
        assertThat(engine.values("select 1")).containsExactly(List.of(1));
    }
}
