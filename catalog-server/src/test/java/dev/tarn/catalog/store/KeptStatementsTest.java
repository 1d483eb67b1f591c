package dev.tarn.catalog.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Statements that are kept work as new ones do.
class KeptStatementsTest {
    private static final String COUNT = "SELECT count(*) FROM warehouse WHERE id > :after";

    @TempDir Path directory;

    private SqliteDatabase database;

    @BeforeEach
    void open() {
        database = SqliteDatabase.open(directory.resolve("catalog.db"));
        database.writer().useHandle(handle -> handle.execute("DELETE FROM warehouse"));
    }

    @AfterEach
    void close() {
        database.close();
    }

    private void insert(String id) {
        database.writes()
                .run(handle ->
                        handle.createUpdate(
                                        "INSERT INTO warehouse (id, location, created_millis)"
                                                + " VALUES (:id, :id, 0)")
                                .bind("id", id)
                                .execute());
    }

    private static int count(Handle handle, String after) {
        return handle.createQuery(COUNT).bind("after", after).mapTo(Integer.class).one();
    }

    /// The statement that runs a query, which holds no row afterwards.
    private static PreparedStatement statementOf(Handle handle, String sql) {
        PreparedStatement[] seen = new PreparedStatement[1];
        handle.createQuery(sql)
                .bind("one", 1)
                .addCustomizer(
                        new org.jdbi.v3.core.statement.StatementCustomizer() {
                            @Override
                            public void beforeExecution(
                                    PreparedStatement statement,
                                    org.jdbi.v3.core.statement.StatementContext context) {
                                seen[0] = statement;
                            }
                        })
                .mapTo(Integer.class)
                .one();
        return seen[0];
    }

    @Test
    void statementIsPreparedOnceForAConnection() {
        Jdbi writer = database.writer();
        PreparedStatement first =
                writer.withHandle(handle -> statementOf(handle, "SELECT 1 WHERE 1 = :one"));
        PreparedStatement second =
                writer.withHandle(handle -> statementOf(handle, "SELECT 1 WHERE 1 = :one"));
        assertThat(second).isSameAs(first);
    }

    @Test
    void keptStatementForgetsItsValuesAndSeesWhatIsNew() {
        insert("a");
        try (Handle reader = database.reader().open()) {
            assertThat(count(reader, "")).isEqualTo(1);
            insert("b");
            assertThat(count(reader, "")).isEqualTo(2);
            assertThat(count(reader, "a")).isEqualTo(1);
            assertThatThrownBy(() -> reader.createQuery(COUNT).mapTo(Integer.class).one())
                    .hasMessageContaining("after");
        }
    }

    @Test
    void queryThatWasLeftInTheMiddleHoldsNoOldStateOpen() {
        insert("a");
        insert("b");
        String all = "SELECT id FROM warehouse";
        try (Handle reader = database.reader().open()) {
            assertThat(reader.createQuery(all).mapTo(String.class).findFirst()).isPresent();
            assertThatThrownBy(() ->
                            reader.createQuery(all)
                                    .map((_, _) -> {
                                        throw new IllegalStateException("left");
                                    })
                                    .list())
                    .hasMessageContaining("left");
            insert("c");
            assertThat(count(reader, "")).isEqualTo(3);
        }
    }

    @Test
    void statementThatFailedWorksAgain() {
        insert("a");
        assertThatThrownBy(() -> insert("a")).isInstanceOf(StoreUnavailableException.class);
        insert("b");
        assertThat(database.reader().<Integer, RuntimeException>withHandle(h -> count(h, "")))
                .isEqualTo(2);
    }

    @Test
    void sameQueryWithinItselfHasAStatementOfItsOwn() {
        insert("a");
        insert("b");
        try (Handle reader = database.reader().open()) {
            String all = "SELECT id FROM warehouse ORDER BY id";
            List<String> pairs =
                    reader.createQuery(all).mapTo(String.class).stream()
                            .flatMap(outer ->
                                    reader.createQuery(all).mapTo(String.class).list().stream()
                                            .map(inner -> outer + inner))
                            .toList();
            assertThat(pairs).containsExactly("aa", "ab", "ba", "bb");
        }
    }

    @Test
    void onlyTheLastOnesAreKept() throws SQLException {
        int open = 0;
        try (Handle handle = database.writer().open()) {
            Set<PreparedStatement> seen = new HashSet<>();
            for (int i = 0; i < KeptStatements.MAX_KEPT + 10; i++) {
                seen.add(statementOf(handle, "SELECT " + i + " WHERE 1 = :one"));
            }
            for (PreparedStatement statement : seen) {
                open += statement.isClosed() ? 0 : 1;
            }
        }
        assertThat(open).isEqualTo(KeptStatements.MAX_KEPT);
    }
}
