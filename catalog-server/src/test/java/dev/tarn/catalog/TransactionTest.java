package dev.tarn.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tarn.catalog.RunningCatalog.Reply;

import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// Several tables in one commit: all or none.
class TransactionTest {
    @RegisterExtension static final RunningCatalog CATALOG = new RunningCatalog();

    private static String change(TableIdentifier table, String requirements, String key) {
        return """
        {"identifier":{"namespace":["%s"],"name":"%s"},"requirements":[%s],
         "updates":[{"action":"set-properties","updates":{"%s":"1"}}]}\
        """
                .formatted(table.namespace(), table.name(), requirements, key);
    }

    private static String creation(TableIdentifier table) {
        return """
        {"identifier":{"namespace":["%s"],"name":"%s"},
         "requirements":[{"type":"assert-create"}],
         "updates":[{"action":"add-schema","schema":%s}]}\
        """
                .formatted(table.namespace(), table.name(), RunningCatalog.SCHEMA_JSON);
    }

    private static Reply commit(String... changes) {
        return CATALOG.post(
                "/v1/transactions/commit",
                "{\"table-changes\":[" + String.join(",", changes) + "]}");
    }

    private static boolean has(TableIdentifier table, String key) {
        return CATALOG.catalog().loadTable(table).properties().containsKey(key);
    }

    @Test
    void allTablesChangeTogether() {
        TableIdentifier a = CATALOG.newTable();
        TableIdentifier b = CATALOG.newTable();
        assertThat(commit(change(a, "", "k"), change(b, "", "k")).status()).isEqualTo(204);
        assertThat(has(a, "k")).isTrue();
        assertThat(has(b, "k")).isTrue();
    }

    @Test
    void failedRequirementOfOneTableLeavesAllAsTheyWereAndNoFiles() {
        TableIdentifier a = CATALOG.newTable();
        TableIdentifier b = CATALOG.newTable();
        long files = RunningCatalog.countFiles(CATALOG.directory(), ".metadata.json");
        String never = "{\"type\":\"assert-current-schema-id\",\"current-schema-id\":9}";
        Reply reply = commit(change(a, "", "k"), change(b, never, "k"));
        assertThat(reply.status()).isEqualTo(409);
        assertThat(reply.errorType()).isEqualTo("CommitFailedException");
        assertThat(has(a, "k")).isFalse();
        assertThat(RunningCatalog.countFiles(CATALOG.directory(), ".metadata.json"))
                .isEqualTo(files);
    }

    @Test
    void creationsAndChangesMix() {
        Namespace namespace = CATALOG.newNamespace();
        TableIdentifier existing = CATALOG.newTable();
        TableIdentifier created = TableIdentifier.of(namespace, "created");
        assertThat(commit(creation(created), change(existing, "", "k")).status()).isEqualTo(204);
        assertThat(CATALOG.catalog().loadTable(created).schema().columns()).hasSize(2);
        assertThat(has(existing, "k")).isTrue();
    }

    @Test
    void creationOfATakenNameLeavesTheOthersAsTheyWere() {
        TableIdentifier taken = CATALOG.newTable();
        TableIdentifier existing = CATALOG.newTable();
        assertThat(commit(change(existing, "", "k"), creation(taken)).status()).isEqualTo(409);
        assertThat(has(existing, "k")).isFalse();
    }

    @Test
    void missingTableIs404AndNothingChanges() {
        TableIdentifier existing = CATALOG.newTable();
        TableIdentifier gone = TableIdentifier.of(existing.namespace(), "gone");
        assertThat(commit(change(existing, "", "k"), change(gone, "", "k")).status())
                .isEqualTo(404);
        assertThat(has(existing, "k")).isFalse();
    }

    @Test
    void oneTableTwiceIs400() {
        TableIdentifier table = CATALOG.newTable();
        Reply reply = commit(change(table, "", "a"), change(table, "", "b"));
        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.errorMessage()).contains("more than one change");
        assertThat(has(table, "a")).isFalse();
    }

    @Test
    void emptyTransactionIs400() {
        assertThat(commit().status()).isEqualTo(400);
    }

    @Test
    void transactionsOverTheSameTablesInOppositeOrderBothFinish() throws Exception {
        TableIdentifier a = CATALOG.newTable();
        TableIdentifier b = CATALOG.newTable();
        Callable<Integer> forth = () -> commit(change(a, "", "f"), change(b, "", "f")).status();
        Callable<Integer> back = () -> commit(change(b, "", "b"), change(a, "", "b")).status();
        try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
            for (Future<Integer> status : threads.invokeAll(List.of(forth, back, forth, back))) {
                assertThat(status.get()).isEqualTo(204);
            }
        }
        assertThat(has(a, "f") && has(a, "b") && has(b, "f") && has(b, "b")).isTrue();
    }
}
