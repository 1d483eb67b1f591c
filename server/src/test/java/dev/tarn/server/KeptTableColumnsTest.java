package dev.tarn.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tarn.columnar.Batch;
import dev.tarn.columnar.JavaValues;
import dev.tarn.engine.Query;
import dev.tarn.engine.Session;
import dev.tarn.server.config.Key;
import dev.tarn.server.config.Settings;
import dev.tarn.server.config.TarnConfig;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Stream;

/// The columns of many tables come from the catalog's database, also just after it was opened:
/// where they do, the metadata files may be gone.
class KeptTableColumnsTest {
    /// From this many on, the catalog lists columns.
    private static final int TABLES = 20;

    private static final Session SESSION = Session.of("ann", "lake", Tarn.DEFAULT_NAMESPACE);

    @TempDir private Path directory;

    @BeforeEach
    void create() {
        with(tarn -> {
            for (int i = 0; i < TABLES; i++) {
                ask(
                        tarn,
                        "create table t%d (a bigint not null, b varchar comment 'x')".formatted(i));
            }
        });
    }

    @Test
    void columns_of_new_tables_are_kept() throws IOException {
        loseMetadata();
        assertThat(columns("t0")).containsExactly("a bigint NO null", "b varchar YES x");
        assertThat(columns("t19")).containsExactly("a bigint NO null", "b varchar YES x");
    }

    @Test
    void changed_columns_are_kept_and_rows_change_none() throws IOException {
        with(tarn -> {
            ask(tarn, "alter table t0 add column c array(integer)");
            ask(tarn, "insert into t0 values (1, 'one', null)");
            ask(tarn, "alter table t1 rename column a to first");
            ask(tarn, "comment on column t1.b is null");
            ask(tarn, "create or replace table t2 as select date '2020-01-01' as d");
            ask(tarn, "insert into t3 values (1, 'one')");
            ask(tarn, "alter table t3 set properties \"p\" = 'q'");
            ask(tarn, "alter table t4 rename to moved");
            ask(tarn, "drop table t5");
        });
        loseMetadata();
        assertThat(columns("t0"))
                .containsExactly(
                        "a bigint NO null", "b varchar YES x", "c array(integer) YES null");
        assertThat(columns("t1")).containsExactly("b varchar YES null", "first bigint NO null");
        assertThat(columns("t2")).containsExactly("d date YES null");
        assertThat(columns("t3")).containsExactly("a bigint NO null", "b varchar YES x");
        assertThat(columns("moved")).containsExactly("a bigint NO null", "b varchar YES x");
        assertThat(columns("t5")).isEmpty();
    }

    @Test
    void what_is_not_kept_is_read_and_kept_from_then_on() throws IOException, SQLException {
        forget();
        assertThat(columns("t0")).containsExactly("a bigint NO null", "b varchar YES x");
        loseMetadata();
        assertThat(columns("t7")).containsExactly("a bigint NO null", "b varchar YES x");
    }

    @Test
    void a_table_that_comes_back_is_read_again() throws IOException {
        with(tarn -> {
            ask(tarn, "alter table t0 add column c integer");
            ask(tarn, "drop table t0");
            ask(tarn, "undrop table t0");
        });
        String[] all = {"a bigint NO null", "b varchar YES x", "c integer YES null"};
        assertThat(columns("t0")).containsExactly(all);
        loseMetadata();
        assertThat(columns("t0")).containsExactly(all);
    }

    @Test
    void a_change_by_who_knows_nothing_of_it_is_seen() throws SQLException {
        with(tarn -> ask(tarn, "alter table t0 drop column b"));
        // What a server does that does not keep columns: the version moves on, and nothing else.
        change("UPDATE table_like SET version = version + 1");
        change("UPDATE table_columns SET columns = '[1, [9, \"old\", \"int\", 0]]'");
        assertThat(columns("t0")).containsExactly("a bigint NO null");
    }

    private void forget() throws SQLException {
        change("UPDATE table_like SET columns_version = NULL");
        change("DELETE FROM table_columns");
    }

    private void change(String sql) throws SQLException {
        try (Connection database =
                DriverManager.getConnection("jdbc:sqlite:" + directory.resolve("catalog.db"))) {
            database.createStatement().executeUpdate(sql);
        }
    }

    private void loseMetadata() throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.toList()) {
                if (file.toString().endsWith(".metadata.json")) {
                    Files.delete(file);
                }
            }
        }
    }

    private TreeSet<String> columns(String table) {
        TreeSet<String> columns = new TreeSet<>();
        String sql =
                "select table_name, column_name || ' ' || data_type || ' ' || is_nullable || ' ' ||"
                        + " coalesce(comment, 'null') from information_schema.columns";
        with(tarn -> {
            for (List<Object> row : ask(tarn, sql)) {
                if (row.getFirst().equals(table)) {
                    columns.add(row.getLast().toString());
                }
            }
        });
        return columns;
    }

    private void with(Consumer<Tarn> work) {
        Settings settings = Settings.defaults().set(Key.DATA_DIR, directory.toString(), "test");
        try (Tarn tarn = Tarn.openToQuery(TarnConfig.from(settings))) {
            work.accept(tarn);
        }
    }

    private static List<List<Object>> ask(Tarn tarn, String sql) {
        List<List<Object>> rows = new ArrayList<>();
        try (Query query = tarn.runner("test").start(SESSION, sql)) {
            for (Batch batch = query.next(); batch != null; batch = query.next()) {
                for (int row = 0; row < batch.rowCount(); row++) {
                    List<Object> values = new ArrayList<>();
                    for (int column = 0; column < batch.columns().size(); column++) {
                        values.add(JavaValues.value(batch.column(column), row));
                    }
                    rows.add(values);
                }
            }
        }
        return rows;
    }
}
