package dev.tarn.server.lake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tarn.engine.SqlException;

import org.apache.iceberg.MetadataColumns;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.io.CloseableIterable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;

/// `rewrite_data_files` along curves, and what `clustering_information` says before and after.
class ClusteringTest {
    private static final String CONTENT =
            "select count(*), sum(n), sum(cast(price as decimal(18, 4))), count(note), max(note),"
                    + " sum(cast(day as integer) * n) from t";

    @TempDir private Path folder = Path.of("");
    private TestLake lake;

    @BeforeEach
    void open() {
        lake = TestLake.open(folder);
    }

    @AfterEach
    void close() {
        lake.close();
    }

    private void create(String properties) {
        lake.execute(
                "create table t (n bigint, day integer, price double, note varchar) with (%s)"
                        .formatted(properties));
        for (int load = 0; load < 4; load++) {
            load(load * 8_000, 8_000);
        }
    }

    /// Rows whose days and prices have nothing to do with each other or with the order of loading.
    private void load(int from, int count) {
        lake.execute(
                """
                insert into t
                select n, n * 7919 %% 2500, exp((n * 104729 %% 10007) / 1000e0),
                    case when n %% 5 > 0 then 'a note that begins as others do, ' || cast(n * 31 %% 997 as varchar) end
                from unnest(sequence(%d, %d)) as s (n)\
                """
                        .formatted(from, from + count - 1));
    }

    private List<@Nullable Object> rewrite(String order) {
        return lake.execute(
                        """
                        call lake.system.rewrite_data_files(table => 't', strategy => 'sort',
                            sort_order => '%s', options => map(ARRAY['target-file-size-bytes', 'min-file-size-bytes'],
                            ARRAY['20000', '2000']))\
                        """
                                .formatted(order))
                .getFirst();
    }

    private double readShare(String column) {
        List<List<@Nullable Object>> rows =
                lake.execute(
                        "call lake.system.clustering_information(table => 't', columns => ARRAY['%s'])"
                                .formatted(column));
        assertThat(rows).hasSize(1);
        assertThat(rows.getFirst().getFirst()).isEqualTo(column);
        return (Double) rows.getFirst().get(6);
    }

    @ParameterizedTest
    @ValueSource(strings = {"hilbert(day, price)", "zorder(day, price)"})
    void files_become_narrow_in_every_column_and_the_next_call_finds_nothing(String order) {
        create("format_version = 2");
        List<List<@Nullable Object>> content = lake.execute(CONTENT);
        assertThat(readShare("day")).isGreaterThan(0.9);
        assertThat(readShare("price")).isGreaterThan(0.9);
        assertThat((Integer) rewrite(order).get(1)).isGreaterThan(12);
        assertThat(readShare("day")).isLessThan(0.45);
        assertThat(readShare("price")).isLessThan(0.45);
        assertThat(lake.execute(CONTENT)).isEqualTo(content);
        assertThat(rewrite(order)).isEqualTo(List.of(0, 0, 0L, 0, 0));
    }

    @Test
    void ids_of_rows_stay() throws IOException {
        create("format_version = 3");
        lake.execute("delete from t where n % 10 = 3");
        Map<Object, Object> before = rowIds();
        assertThat(new HashSet<>(before.values())).hasSize(before.size()).hasSize(28_800);
        rewrite("hilbert(day, price, note)");
        assertThat(rowIds()).isEqualTo(before);
    }

    private Map<Object, Object> rowIds() throws IOException {
        Table table = lake.catalog().loadTable(lake.table("t"));
        Schema columns = new Schema(table.schema().findField("n"), MetadataColumns.ROW_ID);
        Map<Object, Object> ids = new HashMap<>();
        try (CloseableIterable<Record> records =
                IcebergGenerics.read(table).project(columns).build()) {
            for (Record record : records) {
                ids.put(record.getField("n"), record.getField("_row_id"));
            }
        }
        return ids;
    }

    @Test
    void within_partitions() {
        create("format_version = 2, partitioning = ARRAY['truncate(note, 4)']");
        List<List<@Nullable Object>> content = lake.execute(CONTENT);
        rewrite("hilbert(day, price)");
        assertThat(lake.execute(CONTENT)).isEqualTo(content);
        assertThat(lake.count("select count(distinct partition) from \"t$files\"")).isEqualTo(2);
        assertThat(readShare("price")).isLessThan(0.6);
    }

    @Test
    void texts_that_begin_alike_skip_files_too() {
        create("format_version = 2");
        assertThat(readShare("note")).isGreaterThan(0.9);
        rewrite("hilbert(note, day)");
        assertThat(readShare("note")).isLessThan(0.5);
    }

    @Test
    void without_columns_those_of_the_sort_order() {
        create("format_version = 2, sorted_by = ARRAY['day', 'price']");
        List<List<@Nullable Object>> rows =
                lake.execute("call lake.system.clustering_information(table => 't')");
        assertThat(rows.stream().map(List::getFirst)).containsExactly("day", "price");
        lake.execute("create table u (n bigint)");
        assertThat(
                        lake.execute(
                                "call lake.system.clustering_information(table => 'u', columns =>"
                                        + " ARRAY['n'])"))
                .isEqualTo(List.of(List.of("n", 0L, 0L, 0.0, 0L, "{}", 0.0)));
    }

    @Test
    void columns_may_be_in_structs_and_have_dots_but_not_be_in_lists() {
        lake.execute("create table t (\"a.b\" integer, s row(x integer), l array(integer))");
        lake.execute("insert into t values (2, row(1), array[1]), (1, null, array[2])");
        lake.execute("insert into t values (null, row(3), null)");
        assertThat(rewriteAll("hilbert(\"a.b\", s.x)").getFirst()).isNotEqualTo(0);
        assertThat(lake.count("select sum(\"a.b\") + sum(s.x) from t")).isEqualTo(7);
        assertThatThrownBy(() -> rewriteAll("zorder(s.x, l.element)"))
                .isInstanceOf(SqlException.class)
                .hasMessageContaining("'l.element', which is in a list or map");
    }

    private List<@Nullable Object> rewriteAll(String order) {
        return lake.execute(
                        """
                        call lake.system.rewrite_data_files(table => 't', strategy => 'sort',
                            sort_order => '%s', options => map(ARRAY['rewrite-all'], ARRAY['true']))\
                        """
                                .formatted(order))
                .getFirst();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "hilbert(day, nothing)",
                "hilbert(day, day)",
                "zorder()",
                "hilbert(n, day, price, note, n1, n2, n3)"
            })
    void curves_through_what_they_cannot_go_through_are_refused(String order) {
        create("format_version = 2");
        assertThatThrownBy(() -> rewrite(order))
                .isInstanceOf(SqlException.class)
                .hasMessageContaining("sort_order '%s'".formatted(order));
    }

    @Test
    void columns_that_are_not_there_are_refused() {
        create("format_version = 2");
        assertThatThrownBy(() -> readShare("nothing"))
                .isInstanceOf(SqlException.class)
                .hasMessageContaining("column nothing; it has [n, day, price, note]");
        lake.execute("create table u (n bigint)");
        assertThatThrownBy(
                        () -> lake.execute("call lake.system.clustering_information(table => 'u')"))
                .isInstanceOf(SqlException.class)
                .hasMessageContaining("not sorted by columns");
    }
}
