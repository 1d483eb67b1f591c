package dev.tarn.engine.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tarn.engine.QueryStats;
import dev.tarn.engine.SqlException;
import dev.tarn.engine.harness.Agreement;
import dev.tarn.engine.harness.DuckDb;
import dev.tarn.engine.harness.TestEngine;

import org.apache.iceberg.AppendFiles;
import org.apache.iceberg.DataFiles;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.SortOrder;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.inmemory.InMemoryCatalog;
import org.apache.iceberg.io.CloseableIterable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;

/// Joins of bucketed and sorted tables by merging give what hash joins give.
class MergeJoinTest {
    private final InMemoryCatalog catalog = TestEngine.emptyCatalog();
    private TestEngine engine = TestEngine.over(catalog, 16, 3);

    /// The tables as DuckDB has them; null where they have changed.
    private @Nullable DuckDb oracle;

    @AfterEach
    void close() {
        forgetOracle();
        engine.close();
    }

    private void reopen(int batchRowCount, int workerCount) {
        engine.close();
        engine = TestEngine.over(catalog, batchRowCount, workerCount);
    }

    /// `orders` and `items` by `columns`, bucketed and sorted by them, in several files a bucket.
    private void tables(String leftBuckets, String rightBuckets, String sortedBy) {
        create("orders", leftBuckets, sortedBy);
        create("items", rightBuckets, sortedBy);
        for (int part = 0; part < 3; part++) {
            fill("orders", part * 100, part * 100 + 160, 7);
            fill("items", part * 120 - 40, part * 120 + 90, 5);
        }
    }

    private void create(String name, String buckets, String sortedBy) {
        engine.execute(
                "create table %s (id bigint, code varchar, n integer, v bigint) with (partitioning = ARRAY[%s], sorted_by = ARRAY[%s])"
                        .formatted(name, buckets, sortedBy));
    }

    /// Rows of which each id comes up to twice, one in thirteen with a null for its id or its code.
    private void fill(String name, int from, int to, int step) {
        forgetOracle();
        engine.execute(
                """
                insert into %s
                select if(i %% 13 = 0, null, i / 2), if(i %% 17 = 0, null, concat('key-', cast(i %% 40 as varchar))),
                    cast(i %% %d as integer), i * %d
                from unnest(sequence(%d, %d)) as t(i)\
                """
                        .formatted(name, step, step, from, to));
    }

    /// Merged, hashed, and by DuckDB, the rows of `query` are the same.
    private void same(String query) {
        sameAsHashed(query);
        DuckDb duck = oracle;
        if (duck == null) {
            duck = DuckDb.open();
            oracle = duck;
            copy("orders", duck);
            copy("items", duck);
        }
        List<List<@Nullable Object>> rows = engine.with("merge_join", "always").values(query);
        assertThat(Agreement.ofUnordered(rows, duck.values(query))).as(query).isNull();
    }

    private void sameAsHashed(String query) {
        TestEngine merging = engine.with("merge_join", "always");
        assertThat(explained(merging, query))
                .contains("BucketedMergeJoin")
                .doesNotContain("HashJoin");
        List<List<@Nullable Object>> hashed = engine.with("merge_join", "false").values(query);
        assertThat(Agreement.ofUnordered(merging.values(query), hashed)).as(query).isNull();
    }

    private void forgetOracle() {
        DuckDb duck = oracle;
        oracle = null;
        if (duck != null) {
            duck.close();
        }
    }

    private void copy(String name, DuckDb duck) {
        duck.execute(
                "create table %s (id bigint, code varchar, n integer, v bigint)".formatted(name));
        StringJoiner values = new StringJoiner(", ");
        for (List<@Nullable String> row : engine.execute("select id, code, n, v from " + name)) {
            String code = row.get(1) == null ? "null" : "'" + row.get(1) + "'";
            values.add("(%s, %s, %s, %s)".formatted(row.get(0), code, row.get(2), row.get(3)));
        }
        duck.execute("insert into %s values %s".formatted(name, values));
    }

    private static String explained(TestEngine asked, String query) {
        List<String> lines =
                asked.execute("explain " + query).stream()
                        .map(row -> String.valueOf(row.getFirst()))
                        .toList();
        return String.join("\n", lines);
    }

    @Test
    void explain_says_that_the_order_is_trusted_and_verified() {
        tables("'bucket(id, 4)'", "'bucket(id, 4)'", "'id'");
        String query = "select o.v, i.v from orders o join items i on o.id = i.id";
        assertThat(explained(engine.with("merge_join", "always"), query))
                .contains("BucketedMergeJoin INNER on [id = id] order=trusted verified=true");
        assertThat(explained(engine.with("merge_join", "false"), query)).contains("HashJoin INNER");
        assertThat(explained(engine, query)).as("small tables").contains("HashJoin INNER");
    }

    @Test
    void inner_joins_by_one_key() {
        tables("'bucket(id, 4)'", "'bucket(id, 4)'", "'id'");
        same("select o.id, o.v, i.id, i.v from orders o join items i on o.id = i.id");
        same(
                "select o.v, i.v from orders o join items i on o.id = i.id where o.n = 3 and i.v >"
                        + " 100");
    }

    @ParameterizedTest
    @CsvSource({"1,1", "3,2", "2048,3"})
    void all_kinds_of_joins(int batchRowCount, int workerCount) {
        reopen(batchRowCount, workerCount);
        tables("'bucket(id, 4)'", "'bucket(id, 6)'", "'id'");
        for (String residual : List.of("", " and o.n < i.n", " and o.n = 100")) {
            for (String kind : List.of("join", "left join", "right join", "full join")) {
                same(
                        "select o.id, o.v, i.id, i.v from orders o %s items i on o.id = i.id%s"
                                .formatted(kind, residual));
            }
            for (String kind : List.of("", "not ")) {
                same(
                        "select o.id, o.v from orders o where %sexists (select 1 from items i where o.id = i.id%s)"
                                .formatted(kind, residual));
                same(
                        "select i.id, i.v from items i where %sexists (select 1 from orders o where o.id = i.id%s)"
                                .formatted(kind, residual));
            }
            same(
                    "select o.v, o.n = 3 or exists (select 1 from items i where o.id = i.id%s) from orders o"
                            .formatted(residual));
        }
        same("select o.v, i.v from orders o join items i on o.id is not distinct from i.id");
        same("select o.v, i.v from orders o full join items i on o.id is not distinct from i.id");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "'id', 'code'",
                "'code DESC', 'id'",
                "'code ASC NULLS LAST', 'id DESC NULLS FIRST', 'v'"
            })
    void composite_keys_in_any_direction(String order) {
        tables("'bucket(code, 2)', 'bucket(id, 3)'", "'bucket(id, 3)'", order);
        for (String kind : List.of("join", "left join", "right join", "full join")) {
            same(
                    "select o.id, o.v, i.code, i.v from orders o %s items i on o.id = i.id and o.code = i.code"
                            .formatted(kind));
        }
    }

    @Test
    void keys_of_text_with_many_rows_each() {
        tables("'bucket(code, 4)'", "'bucket(code, 2)', 'n'", "'code'");
        same(
                "select o.code, count(*), sum(i.v) from orders o join items i on o.code = i.code"
                        + " group by o.code");
        same("select o.v, i.v from orders o left join items i on o.code = i.code and o.v < i.v");
    }

    @Test
    void a_key_with_more_rows_than_many_batches() {
        reopen(3, 2);
        tables("'bucket(n, 2)'", "'bucket(n, 2)'", "'n'");
        same("select o.v, i.v from orders o full join items i on o.n = i.n");
        same(
                "select o.v from orders o where not exists (select 1 from items i where o.n = i.n"
                        + " and o.v < i.v)");
    }

    @Test
    void numbers_of_buckets_that_have_changed() {
        tables("'bucket(id, 8)'", "'bucket(id, 12)'", "'id'");
        engine.execute(
                "alter table orders replace partition field bucket(8, id) with bucket(6, id)");
        fill("orders", 300, 400, 7);
        same("select o.id, o.v, i.v from orders o full join items i on o.id = i.id");
    }

    @Test
    void files_that_are_not_bucketed_are_joined_by_hash() {
        tables("'bucket(id, 4)'", "'bucket(id, 4)'", "'id'");
        engine.execute("alter table orders set properties partitioning = ARRAY['n']");
        fill("orders", 300, 330, 7);
        assertThat(
                        explained(
                                engine.with("merge_join", "always"),
                                "select o.v, i.v from orders o join items i on o.id = i.id"))
                .contains("HashJoin");
    }

    @Test
    void deleted_rows_join_with_nothing() {
        tables("'bucket(id, 4)'", "'bucket(id, 4)'", "'id'");
        engine.execute("delete from orders where v % 3 = 0");
        engine.execute("update items set v = -v where n = 2 and id < 20");
        same("select o.id, o.v, i.v from orders o full join items i on o.id = i.id");
    }

    @Test
    void what_other_joins_find_out_reaches_both_tables() {
        tables("'bucket(id, 4)'", "'bucket(id, 4)'", "'id'");
        String query =
                "select g.id, g.c from (select o.id, count(*) c from orders o join items i on o.id"
                        + " = i.id group by o.id) g join (values bigint '3', bigint '60') s (id) on"
                        + " g.id = s.id";
        TestEngine merging = engine.with("merge_join", "always");
        assertThat(explained(merging, query)).contains("BucketedMergeJoin");
        assertThat(merging.execute(query))
                .containsExactlyInAnyOrderElementsOf(
                        engine.with("merge_join", "false").execute(query));
    }

    @Test
    void a_file_that_says_it_is_sorted_and_is_not_is_sorted_first() throws IOException {
        tables("'bucket(id, 2)'", "'bucket(id, 2)'", "'id'");
        List<String> lying = appendUnsorted("orders", true);
        String query = "select o.id, o.v, i.v from orders o full join items i on o.id = i.id";
        same(query);
        assertThat(analyzed(query)).contains("%d out of order".formatted(lying.size()));
        assertThat(analyzed(query)).contains("order of 0 verified now");
    }

    @Test
    void a_few_files_that_do_not_say_they_are_sorted_are_sorted_first() throws IOException {
        tables("'bucket(id, 2)'", "'bucket(id, 2)'", "'id'");
        List<String> plain = appendUnsorted("orders", false);
        String query = "select o.id, o.v, i.v from orders o left join items i on o.id = i.id";
        same(query);
        assertThat(analyzed(query)).contains("%d untagged".formatted(plain.size()));
    }

    private String analyzed(String query) {
        TestEngine merging = engine.with("merge_join", "always");
        return String.join(
                "\n",
                merging.execute("explain analyze " + query).stream()
                        .map(row -> String.valueOf(row.getFirst()))
                        .toList());
    }

    /// Files of rows that come in no order, which say that they do if `tagged`.
    private List<String> appendUnsorted(String name, boolean tagged) throws IOException {
        engine.execute(
                "create table plain (id bigint, code varchar, n integer, v bigint) with"
                        + " (partitioning = ARRAY['bucket(id, 2)'])");
        engine.execute(
                "insert into plain select i * 7 % 31, 'x', 1, i from unnest(sequence(1, 30)) as"
                        + " t(i)");
        Table table = catalog.loadTable(TableIdentifier.of("test", name));
        AppendFiles append = table.newAppend();
        List<String> added = new ArrayList<>();
        try (CloseableIterable<FileScanTask> tasks =
                catalog.loadTable(TableIdentifier.of("test", "plain")).newScan().planFiles()) {
            for (FileScanTask task : tasks) {
                DataFiles.Builder file =
                        DataFiles.builder(table.spec())
                                .copy(task.file())
                                .withSortOrder(tagged ? table.sortOrder() : SortOrder.unsorted());
                append.appendFile(file.build());
                added.add(task.file().location());
            }
        }
        append.commit();
        return added;
    }

    @Test
    void memory_does_not_grow_with_the_tables() {
        engine.close();
        long limit = 24L << 20;
        engine = TestEngine.over(catalog, limit);
        wide("orders");
        wide("items");
        String query =
                "select count(*), sum(length(o.pad)), sum(length(i.pad)) from orders o join items i"
                        + " on o.id = i.id";
        QueryStats merged = engine.with("merge_join", "always").stats(query);
        assertThat(merged.spilledBytes()).isZero();
        assertThat(merged.peakMemoryBytes()).isLessThan(limit);
        assertThat(engine.with("merge_join", "always").execute(query))
                .isEqualTo(engine.with("merge_join", "false").execute(query));
    }

    @Test
    void rows_that_equal_nothing_are_not_held_together() {
        engine.close();
        engine = TestEngine.over(catalog, 24L << 20);
        for (String name : List.of("orders", "items")) {
            engine.execute(
                    "create table %s (id bigint, pad varchar) with (partitioning = ARRAY['bucket(id, 2)'], sorted_by = ARRAY['id'])"
                            .formatted(name));
            engine.execute(
                    "insert into %s select if(x > 1, null, y), repeat('x', 800) from unnest(sequence(1, 30)) as a(x), unnest(sequence(1, 2000)) as b(y)"
                            .formatted(name));
        }
        sameAsHashed(
                "select count(*), sum(length(o.pad)), sum(length(i.pad)) from orders o full join"
                        + " items i on o.id = i.id");
    }

    private void wide(String name) {
        engine.execute(
                "create table %s (id bigint, pad varchar) with (partitioning = ARRAY['bucket(id, 8)'], sorted_by = ARRAY['id'])"
                        .formatted(name));
        engine.execute(
                "insert into %s select x * 30 + y, concat(repeat('x', 400), cast(x * 7919 + y as varchar)) from unnest(sequence(0, 9999)) as a(x), unnest(sequence(0, 29)) as b(y)"
                        .formatted(name));
    }

    @Test
    void groups_by_the_key_are_made_as_rows_come() {
        tables("'bucket(id, 4)'", "'bucket(id, 8)'", "'id', 'code'");
        String query =
                "select i.id, count(*), sum(o.v) from orders o join items i on o.id = i.id and"
                        + " o.code = i.code group by i.id, i.code";
        same(query);
        assertThat(explained(engine.with("merge_join", "always"), query))
                .contains("Aggregate streamed by [id");
        assertThat(
                        explained(
                                engine.with("merge_join", "always"),
                                "select o.code, count(*) from orders o join items i on o.id = i.id"
                                        + " and o.code = i.code group by o.code"))
                .as("codes are in several groups of files")
                .doesNotContain("streamed");
        String outer =
                "select o.id, count(*), sum(i.v) from orders o left join items i on o.id = i.id and"
                        + " o.code = i.code and o.v < i.v group by o.id, o.code";
        same(outer);
        assertThat(explained(engine.with("merge_join", "always"), outer))
                .doesNotContain("streamed");
    }

    @Test
    void rows_are_merged_into_a_table_by_merging() {
        tables("'bucket(id, 4)'", "'bucket(id, 4)'", "'id'");
        engine.execute("create table twin as select * from orders");
        engine.execute("delete from items");
        engine.execute(
                "insert into items select i, 'm', cast(i % 3 as integer), i from unnest(sequence(0,"
                        + " 400)) as t(i)");
        String merge =
                "merge into %s o using items i on o.id = i.id when matched and i.n = 0 then delete"
                    + " when matched then update set v = i.v when not matched then insert values"
                    + " (i.id, i.code, i.n, i.v)";
        assertThat(explained(engine.with("merge_join", "always"), merge.formatted("orders")))
                .contains("BucketedMergeJoin RIGHT");
        engine.with("merge_join", "always").execute(merge.formatted("orders"));
        engine.with("merge_join", "false").execute(merge.formatted("twin"));
        assertThat(engine.execute("select * from orders"))
                .containsExactlyInAnyOrderElementsOf(engine.execute("select * from twin"));
    }

    @Test
    void a_large_bucket_is_cut_by_keys() {
        reopen(2048, 3);
        for (String name : List.of("orders", "items")) {
            engine.execute(
                    "create table %s (id bigint, code varchar, n integer, v bigint) with (partitioning = ARRAY['bucket(id, 2)'], sorted_by = ARRAY['id DESC'], \"write.parquet.row-group-size-bytes\" = '65536', \"write.parquet.row-group-check-min-record-count\" = '100')"
                            .formatted(name));
            engine.execute(
                    "insert into %s select x * 3, md5s(x), 1, x from (select a * 10 + b as x from unnest(sequence(0, 3999)) as s(a), unnest(sequence(0, 9)) as t(b)) as u"
                            .formatted(name)
                            .replace(
                                    "md5s(x)",
                                    "concat(to_hex(sha512(to_utf8(cast(x as varchar)))),"
                                            + " to_hex(sha512(to_utf8(cast(x + 7 as varchar)))))"));
            engine.execute("insert into %s values (null, 'none', 1, -1)".formatted(name));
        }
        String query =
                "select count(*), count(o.id), count(i.id), sum(o.v), sum(i.v), max(o.code) from"
                        + " orders o full join items i on o.id = i.id";
        sameAsHashed(query);
        assertThat(analyzed(query)).containsPattern("merged: 3 groups, cut into ([6-9]|\\d{2,})");
    }

    @Test
    void a_join_of_which_few_rows_are_wanted_ends_early() {
        tables("'bucket(id, 4)'", "'bucket(id, 4)'", "'id'");
        assertThat(
                        engine.with("merge_join", "always")
                                .execute(
                                        "select o.v, i.v from orders o join items i on o.id = i.id"
                                                + " limit 3"))
                .hasSize(3);
    }

    @Test
    void a_table_without_rows_joins_with_nothing() {
        tables("'bucket(id, 4)'", "'bucket(id, 4)'", "'id'");
        same("select o.v, i.v from orders o join items i on o.id = i.id and i.n = 100");
        same(
                "select o.v, i.v from orders o left join (select * from items where n = 100) i on"
                        + " o.id = i.id");
        same(
                "select o.v, i.v from (select * from orders where n = 100) o full join items i on"
                        + " o.id = i.id");
    }

    @Test
    void the_rows_of_one_key_have_to_fit_into_memory() {
        engine.close();
        engine = TestEngine.over(catalog, 8L << 20);
        for (String name : List.of("orders", "items")) {
            create(name, "'bucket(n, 2)'", "'n'");
            engine.execute(
                    "insert into %s select x, concat(repeat('x', 500), cast(x * 7919 as varchar)), 1, x from (select a * 10 + b as x from unnest(sequence(0, 2999)) as s(a), unnest(sequence(0, 9)) as t(b)) as u"
                            .formatted(name));
        }
        assertThatThrownBy(() ->
                        engine.with("merge_join", "always")
                                .execute(
                                        "select count(*) from orders o join items i on o.n = i.n"
                                                + " and concat(o.code, i.code) = 'a'"))
                .isInstanceOf(SqlException.class)
                .hasMessageContaining("merge join");
    }
}
