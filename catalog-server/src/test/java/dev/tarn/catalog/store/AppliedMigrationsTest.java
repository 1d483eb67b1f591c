package dev.tarn.catalog.store;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.SQLiteDataSource;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

class AppliedMigrationsTest {
    @TempDir Path folder;

    private boolean areCurrent() {
        return AppliedMigrations.areCurrent(database(), SqliteDatabase.MIGRATIONS);
    }

    private SQLiteDataSource database() {
        SQLiteDataSource database = new SQLiteDataSource();
        database.setUrl("jdbc:sqlite:" + folder.resolve("catalog.db"));
        return database;
    }

    private void migrate() {
        SqliteDatabase.open(folder.resolve("catalog.db")).close();
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = database().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    @Test
    void a_new_database_has_none() {
        assertThat(areCurrent()).isFalse();
    }

    @Test
    void a_database_that_flyway_migrated_has_them() {
        migrate();
        assertThat(areCurrent()).isTrue();
    }

    @Test
    void a_script_that_changed_or_failed_is_left_to_flyway() throws SQLException {
        migrate();
        execute("UPDATE flyway_schema_history SET checksum = checksum + 1 WHERE version = '1'");
        assertThat(areCurrent()).isFalse();
        execute("UPDATE flyway_schema_history SET checksum = checksum - 1 WHERE version = '1'");
        assertThat(areCurrent()).isTrue();
        execute("UPDATE flyway_schema_history SET success = 0 WHERE version = '1'");
        assertThat(areCurrent()).isFalse();
    }

    @Test
    void a_script_that_only_the_database_knows_is_left_to_flyway() throws SQLException {
        migrate();
        execute(
                "INSERT INTO flyway_schema_history SELECT 99, '99', 'later', type,"
                        + " 'V99__later.sql', checksum, installed_by, installed_on, execution_time,"
                        + " success FROM flyway_schema_history WHERE version = '1'");
        assertThat(areCurrent()).isFalse();
    }
}
