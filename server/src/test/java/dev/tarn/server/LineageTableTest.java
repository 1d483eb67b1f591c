package dev.tarn.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tarn.columnar.Batch;
import dev.tarn.columnar.JavaValues;
import dev.tarn.engine.Query;
import dev.tarn.engine.Session;
import dev.tarn.server.config.Key;
import dev.tarn.server.config.Settings;
import dev.tarn.server.config.TarnConfig;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// `system.metadata.lineage`, asked by those who wrote and by others.
class LineageTableTest {
    private static final String LINEAGE =
            "select statement, target_table, target_column, source_table, source_column, kind from"
                    + " system.metadata.lineage where \"at\" > timestamp '2020-01-01 00:00:00 UTC'";

    @TempDir private Path directory;

    @Test
    void what_columns_are_made_of_is_a_table() {
        Settings settings = Settings.defaults().set(Key.DATA_DIR, directory.toString(), "test");
        try (Tarn tarn = Tarn.openOnDemand(TarnConfig.from(settings))) {
            ask(tarn, "ann", "create table t as select 7 as a, 'x' as s");
            ask(tarn, "ann", "create table u as select a + 1 as b from t where s = 'x'");
            assertThat(ask(tarn, "bob", LINEAGE))
                    .containsExactly(
                            List.of(
                                    "CREATE TABLE",
                                    "lake.main.u",
                                    "b",
                                    "lake.main.t",
                                    "a",
                                    "value"),
                            Arrays.asList(
                                    "CREATE TABLE",
                                    "lake.main.u",
                                    null,
                                    "lake.main.t",
                                    "s",
                                    "condition"));
        }
    }

    @Test
    void with_access_control_others_see_nothing_of_it() {
        Settings settings =
                Settings.defaults()
                        .set(Key.DATA_DIR, directory.toString(), "test")
                        .set(Key.AUTH_MODE, "on", "test")
                        .set(Key.AUTH_ADMIN_TOKEN, "operator-0123456789-0123456789-abcdef", "test");
        try (Tarn tarn = Tarn.open(TarnConfig.from(settings))) {
            assertThat(ask(tarn, "bob", LINEAGE)).isEmpty();
        }
    }

    private static List<List<@Nullable Object>> ask(Tarn tarn, String user, String sql) {
        List<List<@Nullable Object>> rows = new ArrayList<>();
        Session session = Session.of(user, "lake", Tarn.DEFAULT_NAMESPACE);
        try (Query query = tarn.runner("test").start(session, sql)) {
            for (Batch batch = query.next(); batch != null; batch = query.next()) {
                for (int row = 0; row < batch.rowCount(); row++) {
                    List<@Nullable Object> values = new ArrayList<>();
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
